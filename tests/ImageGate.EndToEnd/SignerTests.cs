using ImageGate.EndToEnd.Parts;

namespace ImageGate.EndToEnd;

public sealed class SignerTests(EndToEndLab lab) : EndToEndTest(lab)
{
    [SkippableFact]
    public async Task A_signature_by_another_key_does_not_count()
    {
        PushedImage image = await Publisher.PushSignedAsync(Lab.NewRepository(), Lab.Keys.Mallory);
        (await RunAsync(image)).ShouldBeDenied("SignatureInvalid");
    }

    [SkippableFact]
    public async Task A_stranger_s_signature_beside_the_good_one_changes_nothing()
    {
        PushedImage image = await Publisher.PushSignedAsync(Lab.NewRepository(), Lab.Keys.Release, Lab.Keys.Mallory);
        (await RunAsync(image)).ShouldBeAdmitted();
    }

    [SkippableFact]
    public async Task A_signature_that_cosign_3_stored_as_cosign_2_does_counts()
    {
        PushedImage image = await Lab.PushUnsignedAsync();
        await Publisher.SignByCosign3Async(image, Lab.Keys.Release);
        (await RunAsync(image)).ShouldBeAdmitted();

        PushedImage other = await Lab.PushUnsignedAsync();
        await Publisher.SignByCosign3Async(other, Lab.Keys.Mallory);
        (await RunAsync(other)).ShouldBeDenied("SignatureInvalid");
    }

    [SkippableFact]
    public async Task A_signature_that_cosign_2_stored_as_a_referrer_counts()
    {
        PushedImage image = await Lab.PushUnsignedAsync();
        await Publisher.SignAsReferrerAsync(image, Lab.Keys.Release);
        (await RunAsync(image)).ShouldBeAdmitted();

        PushedImage other = await Lab.PushUnsignedAsync();
        await Publisher.SignAsReferrerAsync(other, Lab.Keys.Mallory);
        (await RunAsync(other)).ShouldBeDenied("SignatureInvalid");
    }

    [SkippableFact]
    public async Task A_signature_in_the_layout_of_cosign_3_counts()
    {
        PushedImage image = await Lab.PushUnsignedAsync();
        await Publisher.SignAsBundleAsync(image, Lab.Keys.Release);
        (await RunAsync(image)).ShouldBeAdmitted();

        PushedImage other = await Lab.PushUnsignedAsync();
        await Publisher.SignAsBundleAsync(other, Lab.Keys.Mallory);
        (await RunAsync(other)).ShouldBeDenied("SignatureInvalid");
    }

    [SkippableFact]
    public async Task The_annotation_that_a_policy_demands_must_have_been_signed()
    {
        PushedImage production = await Lab.PushUnsignedAsync("annotated");
        await Publisher.SignAsync(production, Lab.Keys.Release, "-a", "env=prod", "-a", "team=core");
        (await RunAsync(production)).ShouldBeAdmitted();

        PushedImage without = await Lab.PushSignedAsync("annotated");
        (await RunAsync(without)).ShouldBeDenied("AnnotationMismatch");

        PushedImage test = await Lab.PushUnsignedAsync("annotated");
        await Publisher.SignAsync(test, Lab.Keys.Release, "-a", "env=test");
        (await RunAsync(test)).ShouldBeDenied("AnnotationMismatch");
    }

    [SkippableFact]
    public async Task Two_distinct_keys_are_enough_where_two_are_demanded()
    {
        PushedImage image = await Publisher.PushSignedAsync(Lab.NewRepository("two"), Lab.Keys.Third, Lab.Keys.Second);
        (await RunAsync(image)).ShouldBeAdmitted();
    }

    [SkippableFact]
    public async Task One_key_is_not_enough_where_two_are_demanded_and_the_missing_signers_are_named()
    {
        PushedImage image = await Publisher.PushSignedAsync(Lab.NewRepository("two"), Lab.Keys.Second, Lab.Keys.Mallory);
        (await RunAsync(image)).ShouldBeDenied("NotEnoughSigners").Error.Should().Contain("1 of 2").And.Contain("signer \"a\": ").And.Contain("signer \"b\": signed");
    }

    [SkippableTheory]
    [InlineData("p384")]
    [InlineData("rsa")]
    [InlineData("ed25519")]
    public async Task Keys_of_other_types_sign_as_well_and_only_for_their_own_policy(string type)
    {
        SigningKey key = type switch { "p384" => Lab.Keys.P384, "rsa" => Lab.Keys.Rsa, _ => Lab.Keys.Ed25519 };
        (await RunAsync(await Publisher.PushSignedAsync(Lab.NewRepository(type), key))).ShouldBeAdmitted();
        (await RunAsync(await Lab.PushSignedAsync(type))).ShouldBeDenied("SignatureInvalid");
    }

    [SkippableFact]
    public async Task A_P_384_key_signs_with_cosign_3_too()
    {
        PushedImage image = await Lab.PushUnsignedAsync("p384");
        await Publisher.SignByCosign3Async(image, Lab.Keys.P384);
        (await RunAsync(image)).ShouldBeAdmitted();
    }

    private Task<CommandResult> RunAsync(PushedImage image) => Cluster.RunAsync(EndToEndLab.Guarded, Lab.NewName(), image.Text, "--dry-run=server");
}
