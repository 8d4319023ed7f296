namespace ImageGate.Server.Certificates;

/// <summary>What the Secret holds. Every replica shows the leaf; the configurations trust <see cref="CaBundle"/>.</summary>
/// <param name="Signing">The authority that signs leaves, this one too.</param>
/// <param name="Leaf">What is shown.</param>
/// <param name="Next">The authority that will sign as soon as every API server trusts it, or null: no change of authorities has begun.</param>
/// <param name="Retired">Authorities of leaves that a replica may still show, or null: none.</param>
internal sealed record CertificateState(SigningAuthority Signing, ServingCertificate Leaf, SigningAuthority? Next, RetiredAuthorities? Retired)
{
    /// <summary>The PEM of all authorities that are to be trusted now.</summary>
    public string CaBundle => string.Concat(
        new[] { Signing.CertificatePem, Next?.CertificatePem, Retired?.CertificatesPem }.Where(pem => pem is not null).Select(pem => pem + "\n"));

    /// <summary>Never a key.</summary>
    public override string ToString() => $"{Leaf}; {Signing}; {(Next is null ? "no next authority" : "a next authority")}; {Retired?.Count ?? 0} retired";
}
