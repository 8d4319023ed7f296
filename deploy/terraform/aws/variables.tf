variable "cluster" {
  description = "The cluster, for EKS Pod Identity; its agent must run there. Not needed with oidc_provider_arn."
  type        = string
  default     = null
}

variable "oidc_provider_arn" {
  description = "The cluster's OIDC provider, for IAM roles for service accounts; null: EKS Pod Identity."
  type        = string
  default     = null
}

variable "key_alias" {
  description = "The alias of the key to make."
  type        = string
  default     = "cosign"
}

variable "repository_arns" {
  description = "Repositories of Amazon ECR that ImageGate reads."
  type        = list(string)
  default     = []
}

variable "role" {
  description = "The role to make."
  type        = string
  default     = "imagegate"
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
