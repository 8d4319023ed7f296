output "kms" {
  description = "What a policy writes: key: {kms: …}."
  value       = "gcpkms://${google_kms_crypto_key.cosign.id}/cryptoKeyVersions/1"
}
