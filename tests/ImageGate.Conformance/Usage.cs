namespace ImageGate.Conformance;

internal static class Usage
{
    public const int WrongArguments = 2;

    public static int Show(TextWriter output)
    {
        output.WriteLine("""
            imagegate-conformance verify-bundle [--staging] --bundle FILE [--trusted-root FILE]
                (--certificate-identity TEXT --certificate-oidc-issuer TEXT | --key FILE) ARTIFACT_OR_sha256:DIGEST
                    The protocol of sigstore/sigstore-conformance. Exit 0: verified. 1: not verified. 2: wrong arguments.
                    Without a trusted root: the built-in one of the public-good instance; of staging there is none.

            imagegate-conformance run --vectors FOLDER [--manifest FILE] [--verbose]
                    Judges every line of a manifest (FOLDER/manifest.jsonl). Exit 0: all as expected.
            """);
        return WrongArguments;
    }
}
