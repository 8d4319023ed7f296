variable "resource_group" {
  description = "Where the identity is made."
  type        = string
}

variable "location" {
  description = "Where the identity is made."
  type        = string
}

variable "key_vault_id" {
  description = "The vault of the key, with Azure RBAC. Whoever applies this needs the role Key Vault Crypto Officer there."
  type        = string
}

variable "oidc_issuer_url" {
  description = "The issuer of the cluster's service accounts: oidc_issuer_url of azurerm_kubernetes_cluster."
  type        = string
}

variable "registry_ids" {
  description = "Registries of Azure Container Registry that ImageGate reads: any name to the resource's ID."
  type        = map(string)
  default     = {}
}

variable "key" {
  description = "The key to make."
  type        = string
  default     = "cosign"
}

variable "identity" {
  description = "The managed identity to make."
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
