variable "project" {
  description = "The project of the cluster, the key and the repositories."
  type        = string
}

variable "key_location" {
  description = "Where the key is."
  type        = string
  default     = "global"
}

variable "key_ring" {
  description = "The key ring to make. It can never be deleted."
  type        = string
  default     = "images"
}

variable "key" {
  description = "The key to make."
  type        = string
  default     = "cosign"
}

variable "protection_level" {
  description = "SOFTWARE or HSM."
  type        = string
  default     = "SOFTWARE"
}

variable "repositories" {
  description = "Repositories of Artifact Registry that ImageGate reads: name to location."
  type        = map(string)
  default     = {}
}

variable "namespace" {
  description = "ImageGate's namespace."
  type        = string
  default     = "imagegate"
}

variable "service_account" {
  description = "ImageGate's service account of Kubernetes."
  type        = string
  default     = "imagegate"
}
