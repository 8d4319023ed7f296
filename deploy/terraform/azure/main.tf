# A signing key in Azure Key Vault, and a managed identity for ImageGate's pod on AKS that reads the key's public half and images of
# Azure Container Registry.

terraform {
  required_version = ">= 1.5"
  required_providers {
    azurerm = {
      source  = "hashicorp/azurerm"
      version = ">= 3.80"
    }
  }
}

resource "azurerm_key_vault_key" "cosign" {
  name         = var.key
  key_vault_id = var.key_vault_id
  key_type     = "EC"
  curve        = "P-256"
  key_opts     = ["sign", "verify"]

  lifecycle {
    prevent_destroy = true
  }
}

resource "azurerm_user_assigned_identity" "imagegate" {
  name                = var.identity
  resource_group_name = var.resource_group
  location            = var.location
}

resource "azurerm_federated_identity_credential" "imagegate" {
  name                = var.identity
  resource_group_name = var.resource_group
  parent_id           = azurerm_user_assigned_identity.imagegate.id
  issuer              = var.oidc_issuer_url
  subject             = "system:serviceaccount:${var.namespace}:${var.service_account}"
  audience            = ["api://AzureADTokenExchange"]
}

# Reads keys without their private halves, and uses none.
resource "azurerm_role_assignment" "key" {
  scope                = azurerm_key_vault_key.cosign.resource_versionless_id
  role_definition_name = "Key Vault Reader"
  principal_id         = azurerm_user_assigned_identity.imagegate.principal_id
}

resource "azurerm_role_assignment" "registry" {
  for_each = var.registry_ids

  scope                = each.value
  role_definition_name = "AcrPull"
  principal_id         = azurerm_user_assigned_identity.imagegate.principal_id
}
