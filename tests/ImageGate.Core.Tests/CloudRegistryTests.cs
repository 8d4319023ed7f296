using ImageGate.Core.Registries;

namespace ImageGate.Core.Tests;

public sealed class CloudRegistryTests
{
    [Theory]
    [InlineData("gcr.io", "Google Artifact Registry")]
    [InlineData("eu.gcr.io", "Google Artifact Registry")]
    [InlineData("europe-west3-docker.pkg.dev", "Google Artifact Registry")]
    [InlineData("123456789012.dkr.ecr.eu-central-1.amazonaws.com", "Amazon ECR in eu-central-1")]
    [InlineData("123456789012.dkr.ecr-fips.us-gov-west-1.amazonaws.com", "Amazon ECR in us-gov-west-1")]
    [InlineData("123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn", "Amazon ECR in cn-north-1")]
    [InlineData("123456789012.dkr-ecr.eu-central-1.on.aws", "Amazon ECR in eu-central-1")]
    [InlineData("123456789012.dkr-ecr-fips.us-east-1.on.aws", "Amazon ECR in us-east-1")]
    [InlineData("public.ecr.aws", "Amazon ECR Public")]
    [InlineData("acme.azurecr.io", "Azure Container Registry acme.azurecr.io")]
    [InlineData("acme-ab12.azurecr.us", "Azure Container Registry acme-ab12.azurecr.us")]
    [InlineData("acme.azurecr.cn", "Azure Container Registry acme.azurecr.cn")]
    public void A_registry_of_a_cloud_is_known_by_its_host(string host, string expected) => CloudRegistry.Of(host)!.ToString().Should().Be(expected);

    [Theory]
    [InlineData("ghcr.io")]
    [InlineData("evil.example")]
    [InlineData("x.pkg.dev.evil.com")]
    [InlineData("evilpkg.dev")]
    [InlineData("pkg.dev")]
    [InlineData("a.b.pkg.dev")]
    [InlineData("x.pkg.dev:8443")]
    [InlineData("evilgcr.io")]
    [InlineData("gcr.io.evil.com")]
    [InlineData("a.b.gcr.io")]
    [InlineData("123.dkr.ecr.us-east-1.amazonaws.com")]
    [InlineData("123456789012.dkr.ecr.us-east-1.amazonaws.com.evil.com")]
    [InlineData("123456789012.dkr.ecr.us-east-1.evil.com")]
    [InlineData("123456789012.dkr.ecr.evil.com#.amazonaws.com")]
    [InlineData("123456789012.dkr.ecr.us-east-1.x.amazonaws.com")]
    [InlineData("evil.123456789012.dkr.ecr.us-east-1.amazonaws.com")]
    [InlineData("evil.s3.us-east-1.amazonaws.com")]
    [InlineData("123456789012.dkr-ecr.us-east-1.amazonaws.com")]
    [InlineData("123456789012.dkr.ecr.us-east-1.on.aws")]
    [InlineData("123456789012.dkr-ecr.us-east-1.on.aws.evil.com")]
    [InlineData("evil.123456789012.dkr-ecr.us-east-1.on.aws")]
    [InlineData("123456789012.lambda-url.us-east-1.on.aws")]
    [InlineData("123.dkr-ecr.us-east-1.on.aws")]
    [InlineData("public.ecr.aws.evil.com")]
    [InlineData("evil.public.ecr.aws")]
    [InlineData("azurecr.io")]
    [InlineData("acme.azurecr.io.evil.com")]
    [InlineData("acme.azurecr.io:444")]
    [InlineData("acme.azurecr.io\n")]
    [InlineData("evilazurecr.io")]
    [InlineData("a.b.azurecr.io")]
    [InlineData("acme.azurecr.de")]
    [InlineData("127.0.0.1")]
    public void No_other_host_is_one(string host) => CloudRegistry.Of(host).Should().BeNull();

    [Fact]
    public void What_the_api_is_asked_with_comes_from_the_host()
    {
        var amazon = (CloudRegistry.Amazon)CloudRegistry.Of("123456789012.dkr.ecr-fips.us-gov-west-1.amazonaws.com")!;
        (amazon.Region, amazon.IsFips, amazon.Domain).Should().Be(("us-gov-west-1", true, "amazonaws.com"));
        ((CloudRegistry.Amazon)CloudRegistry.Of("123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn")!).Domain.Should().Be("amazonaws.com.cn");
        amazon = (CloudRegistry.Amazon)CloudRegistry.Of("123456789012.dkr-ecr-fips.us-east-1.on.aws")!;
        (amazon.Region, amazon.IsFips, amazon.Domain).Should().Be(("us-east-1", true, "on.aws"));
    }

    [Fact]
    public void Credentials_are_compared_by_the_registry()
    {
        Of("acme.azurecr.io").Should().Be(Of("acme.azurecr.io"));
        Of("acme.azurecr.io").Should().NotBe(Of("other.azurecr.io"));
        Of("acme.azurecr.io").Should().NotBe(RegistryCredentials.Anonymous);

        static RegistryCredentials Of(string host) => RegistryCredentials.OfCloud(CloudRegistry.Of(host)!);
    }

    [Fact]
    public void Settings_with_other_token_realms_are_other_settings()
    {
        RegistryAccess access = RegistryAccess.Default("registry.acme.io");
        (access with { TokenRealms = new TokenRealmHosts(["b.acme.io", "a.acme.io"]) }).Should().Be(access with { TokenRealms = new TokenRealmHosts(["a.acme.io", "b.acme.io"]) });
        (access with { TokenRealms = new TokenRealmHosts(["a.acme.io"]) }).Should().NotBe(access);
    }
}
