# A signing key in AWS KMS, and a role for ImageGate's pod on EKS that reads the key's public half and images of Amazon ECR.
# By EKS Pod Identity, or, with oidc_provider_arn, by IAM roles for service accounts.

terraform {
  required_version = ">= 1.5"
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.30"
    }
  }
}

locals {
  is_irsa = var.oidc_provider_arn != null
  issuer  = local.is_irsa ? split("oidc-provider/", var.oidc_provider_arn)[1] : ""
}

resource "aws_kms_key" "cosign" {
  description              = "Signs images"
  key_usage                = "SIGN_VERIFY"
  customer_master_key_spec = "ECC_NIST_P256"

  lifecycle {
    prevent_destroy = true
  }
}

resource "aws_kms_alias" "cosign" {
  name          = "alias/${var.key_alias}"
  target_key_id = aws_kms_key.cosign.key_id
}

data "aws_iam_policy_document" "assume" {
  dynamic "statement" {
    for_each = local.is_irsa ? [] : [1]
    content {
      actions = ["sts:AssumeRole", "sts:TagSession"]
      principals {
        type        = "Service"
        identifiers = ["pods.eks.amazonaws.com"]
      }
    }
  }

  dynamic "statement" {
    for_each = local.is_irsa ? [1] : []
    content {
      actions = ["sts:AssumeRoleWithWebIdentity"]
      principals {
        type        = "Federated"
        identifiers = [var.oidc_provider_arn]
      }
      condition {
        test     = "StringEquals"
        variable = "${local.issuer}:sub"
        values   = ["system:serviceaccount:${var.namespace}:${var.service_account}"]
      }
      condition {
        test     = "StringEquals"
        variable = "${local.issuer}:aud"
        values   = ["sts.amazonaws.com"]
      }
    }
  }
}

data "aws_iam_policy_document" "read" {
  statement {
    actions   = ["kms:DescribeKey", "kms:GetPublicKey"]
    resources = [aws_kms_key.cosign.arn]
  }

  statement {
    actions   = ["ecr:GetAuthorizationToken"]
    resources = ["*"]
  }

  dynamic "statement" {
    for_each = length(var.repository_arns) > 0 ? [1] : []
    content {
      actions   = ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]
      resources = var.repository_arns
    }
  }
}

resource "aws_iam_role" "imagegate" {
  name               = var.role
  assume_role_policy = data.aws_iam_policy_document.assume.json
}

resource "aws_iam_role_policy" "imagegate" {
  name   = "read"
  role   = aws_iam_role.imagegate.id
  policy = data.aws_iam_policy_document.read.json
}

resource "aws_eks_pod_identity_association" "imagegate" {
  count = local.is_irsa ? 0 : 1

  cluster_name    = var.cluster
  namespace       = var.namespace
  service_account = var.service_account
  role_arn        = aws_iam_role.imagegate.arn
}
