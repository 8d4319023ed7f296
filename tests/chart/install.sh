#!/bin/bash
# install.sh   as root: what tests/chart/render needs where there is no helm: Debian's Go and three of its Go libraries
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=../lab/lib.sh
. "$(dirname "$0")/../lab/lib.sh"
if command -v helm > /dev/null; then echo "chart: helm is there"; exit 0; fi
install_packages golang-go golang-github-masterminds-sprig-dev golang-k8s-sigs-yaml-dev golang-github-xeipuuv-gojsonschema-dev
echo "chart: the renderer's libraries are there"
