namespace ImageGate.Testing.Kms;

/// <summary>A version of a key.</summary>
/// <param name="Pem">Its public key.</param>
/// <param name="Algorithm">What Google calls its algorithm.</param>
/// <param name="State">What Google calls its state.</param>
public sealed record FakeGoogleVersion(string Pem, string Algorithm = "EC_SIGN_P256_SHA256", string State = "ENABLED");
