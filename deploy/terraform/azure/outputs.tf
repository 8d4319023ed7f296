output "kms" {
  description = "What a policy writes: key: {kms: …}."
  value       = "azurekms://${replace(trimprefix(azurerm_key_vault_key.cosign.versionless_id, "https://"), "/keys/", "/")}"
}

output "client_id" {
  description = "The chart's serviceAccount.annotations, azure.workload.identity/client-id."
  value       = azurerm_user_assigned_identity.imagegate.client_id
}
