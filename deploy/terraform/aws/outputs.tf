output "kms" {
  description = "What a policy writes: key: {kms: …}."
  value       = "awskms:///${aws_kms_key.cosign.arn}"
}

output "role_arn" {
  description = "For IAM roles for service accounts: the chart's serviceAccount.annotations, eks.amazonaws.com/role-arn."
  value       = aws_iam_role.imagegate.arn
}
