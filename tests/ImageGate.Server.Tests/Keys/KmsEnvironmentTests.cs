using ImageGate.Cloud;
using ImageGate.Cloud.Aws;
using ImageGate.Cloud.Google;
using ImageGate.Kms;
using ImageGate.Kms.Aws;
using ImageGate.Kms.Google;
using ImageGate.Kms.Vault;
using ImageGate.Server.Keys;
using ImageGate.Server.Options;
using ImageGate.Testing.Kms;

namespace ImageGate.Server.Tests.Keys;

/// <summary>What the clouds write into a pod's environment.</summary>
public sealed class KmsEnvironmentTests
{
    private static readonly Dictionary<string, string> Variables = new()
    {
        ["AWS_ROLE_ARN"] = "arn:aws:iam::111122223333:role/imagegate",
        ["AWS_WEB_IDENTITY_TOKEN_FILE"] = "/var/run/secrets/eks.amazonaws.com/serviceaccount/token",
        ["AWS_REGION"] = "eu-central-1",
        ["AZURE_CLIENT_ID"] = "aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee",
        ["GOOGLE_APPLICATION_CREDENTIALS"] = "/var/run/google/credentials.json",
    };

    [Fact]
    public void The_clouds_variables_are_taken()
    {
        KmsSettings settings = new KmsOptions().ToSettings("imagegate/test", Variables.GetValueOrDefault);
        settings.Aws.Should().Be(new AwsSettings("eu-central-1", null, null, new AwsWebIdentity(Variables["AWS_ROLE_ARN"], Variables["AWS_WEB_IDENTITY_TOKEN_FILE"])));
        settings.Azure.ClientId.Should().Be(Variables["AZURE_CLIENT_ID"]);
        settings.Google.Should().Be(new GoogleSettings(new Uri("https://cloudkms.googleapis.com"), Variables["GOOGLE_APPLICATION_CREDENTIALS"], null));
        settings.Vault.Should().BeNull();
    }

    [Fact]
    public void Registries_are_asked_as_who_their_clouds_key_services_are_asked()
    {
        CloudSettings settings = new KmsOptions { GoogleMetadataServer = "http://metadata.example", AwsStsEndpoint = "https://sts.example" }
            .ToCloudSettings("imagegate/test", Variables.GetValueOrDefault);
        settings.Should().Be(new CloudSettings(
            "imagegate/test",
            new GoogleIdentity(Variables["GOOGLE_APPLICATION_CREDENTIALS"], new Uri("http://metadata.example")),
            new AwsIdentity("eu-central-1", new Uri("https://sts.example"), new AwsWebIdentity(Variables["AWS_ROLE_ARN"], Variables["AWS_WEB_IDENTITY_TOKEN_FILE"])),
            Variables["AZURE_CLIENT_ID"]));
    }

    [Theory]
    [InlineData("AWS_ROLE_ARN")]
    [InlineData("AWS_WEB_IDENTITY_TOKEN_FILE")]
    public void A_role_without_a_token_and_a_token_without_a_role_are_none(string missing)
    {
        KmsSettings settings = new KmsOptions().ToSettings("imagegate/test", name => name == missing ? "" : Variables.GetValueOrDefault(name));
        settings.Aws.Should().Be(new AwsSettings("eu-central-1", null, null, null));
    }

    [Fact]
    public void A_variable_that_is_empty_is_none_and_the_other_name_of_the_region_counts()
    {
        string? Find(string name) => name switch
        {
            "AWS_REGION" or "AZURE_CLIENT_ID" or "GOOGLE_APPLICATION_CREDENTIALS" => "",
            "AWS_DEFAULT_REGION" => "us-west-2",
            _ => null,
        };
        KmsSettings settings = new KmsOptions().ToSettings("imagegate/test", Find);
        settings.Aws.Region.Should().Be("us-west-2");
        settings.Azure.ClientId.Should().BeNull();
        settings.Google.CredentialFile.Should().BeNull();
    }

    [Fact]
    public void The_certificate_that_vouches_for_vault_is_read_from_its_file()
    {
        using var file = new TokenFolder("-----BEGIN CERTIFICATE-----");
        new KmsOptions { VaultAddress = "https://vault.example", VaultCaFile = file.Path }.ToSettings("imagegate/test", _ => null).Vault!.CaBundle.Should().Be("-----BEGIN CERTIFICATE-----");
    }

    [Fact]
    public void Settings_win()
    {
        KmsSettings settings = new KmsOptions
        {
            AwsRegion = "us-east-2",
            AwsEndpoint = "https://kms.example",
            AwsStsEndpoint = "https://sts.example",
            AzureVaultHosts = "KV.acme.example, kv2.acme.example",
            GoogleMetadataServer = "http://metadata.example",
            VaultAddress = "https://vault.example:8200",
            VaultTokenFile = "/vault/token",
            VaultTransitPath = "team/transit",
        }.ToSettings("imagegate/test", Variables.GetValueOrDefault);
        settings.Aws.Region.Should().Be("us-east-2");
        settings.Aws.Endpoint.Should().Be(new Uri("https://kms.example"));
        settings.Aws.StsEndpoint.Should().Be(new Uri("https://sts.example"));
        settings.Azure.VaultHosts.Should().BeEquivalentTo("kv.acme.example", "kv2.acme.example");
        settings.Google.MetadataServer.Should().Be(new Uri("http://metadata.example"));
        settings.Vault.Should().Be(new VaultSettings(new Uri("https://vault.example:8200"), "team/transit", null, null, new VaultLogin.Token("/vault/token")));
    }

    [Fact]
    public void The_setting_of_vaults_address_wins()
    {
        var options = new KmsOptions { VaultAddress = "https://ours.example" };
        KmsEnvironment.Complete(options, _ => "https://vault.example");
        options.VaultAddress.Should().Be("https://ours.example");
    }

    [Fact]
    public void The_address_that_vaults_tools_use_is_checked_as_a_setting()
    {
        var options = new KmsOptions { VaultRole = "imagegate", VaultTokenFile = "/vault/token" };
        KmsEnvironment.Complete(options, name => name == "VAULT_ADDR" ? "http://vault.example" : null);
        new KmsOptionsCheck().Validate(null, options).Failures.Should().HaveCount(2)
            .And.Contain(failure => failure.Contains("\"http://vault.example\" is no address", StringComparison.Ordinal)).And.Contain("Kms:VaultTokenFile and Kms:VaultRole exclude each other.");
    }
}
