# A signing key in Google Cloud KMS, and what ImageGate may do with the identity of its pod on GKE: read the key's public half,
# and images of Artifact Registry. No service account of Google's is needed.

terraform {
  required_version = ">= 1.5"
  required_providers {
    google = {
      source  = "hashicorp/google"
      version = ">= 5.0"
    }
  }
}

data "google_project" "this" {
  project_id = var.project
}

locals {
  member = "principal://iam.googleapis.com/projects/${data.google_project.this.number}/locations/global/workloadIdentityPools/${var.project}.svc.id.goog/subject/ns/${var.namespace}/sa/${var.service_account}"
}

resource "google_kms_key_ring" "images" {
  project  = var.project
  name     = var.key_ring
  location = var.key_location
}

resource "google_kms_crypto_key" "cosign" {
  name     = var.key
  key_ring = google_kms_key_ring.images.id
  purpose  = "ASYMMETRIC_SIGN"

  version_template {
    algorithm        = "EC_SIGN_P256_SHA256"
    protection_level = var.protection_level
  }

  lifecycle {
    prevent_destroy = true
  }
}

# Reads public keys, and nothing else. A policy that names no version needs roles/cloudkms.viewer instead.
resource "google_kms_crypto_key_iam_member" "imagegate" {
  crypto_key_id = google_kms_crypto_key.cosign.id
  role          = "roles/cloudkms.publicKeyViewer"
  member        = local.member
}

resource "google_artifact_registry_repository_iam_member" "imagegate" {
  for_each = var.repositories

  project    = var.project
  location   = each.value
  repository = each.key
  role       = "roles/artifactregistry.reader"
  member     = local.member
}
