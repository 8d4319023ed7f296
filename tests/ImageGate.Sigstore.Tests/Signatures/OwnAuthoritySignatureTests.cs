using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using ImageGate.Sigstore.Certificates;
using ImageGate.Sigstore.Signatures;
using ImageGate.Testing.Sigstore;

namespace ImageGate.Sigstore.Tests.Signatures;

/// <summary>Signatures with a certificate of a company's own PKI: who issued it, what it is for, when it was good, whose it is.</summary>
public sealed class OwnAuthoritySignatureTests
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";
    private const string AnyPurpose = "2.5.29.37.0";
    private const string SignPredicate = SigstoreCase.SignPredicate;

    private readonly CompanyCase _case = new();

    private VirtualCompany Company => _case.Company;

    [Fact]
    public void A_certificate_of_the_company_signs()
    {
        BundleResult.Verified verified = _case.Verify(_case.Blob with { Others = null }, _case.Under(Company.Sub, Company.Root)).Should().BeOfType<BundleResult.Verified>().Subject;

        verified.Identity.Should().Be("certificate:CN=release,O=Acme,C=DE");
        verified.Times.Should().Equal(_case.Now.AddMinutes(1));
        Refused(_case.Blob, VerificationFailure.CertificateUntrusted, "no path leads", _case.Under(new VirtualCompany(_case.Now).Root));
    }

    [Fact]
    public void An_image_is_signed_by_it_in_both_layouts()
    {
        BundleSpec image = _case.Blob with { Content = SigstoreCase.Statement(SignPredicate), PayloadType = BundleSpec.InToto, Kind = "dsse" };
        RawSignature[] all = [new RawSignature.Bundle(SigstoreCase.Bytes(image.Build())), Layer()];

        foreach (RawSignature one in all)
        {
            VerifiedSignature proof = _case.Sigstore.VerifyImage(_case.Signer(), one).Should().BeOfType<VerificationResult.Verified>().Which.Proofs.Should().ContainSingle().Subject;
            (proof.Identity, proof.SignedBy).Should().Be(("certificate:CN=release,O=Acme,C=DE", _case.Now.AddMinutes(1)));
            _case.Sigstore.VerifyImage(_case.Signer("CN=eve,O=Acme,C=DE"), one).Failure().Should().Be(VerificationFailure.SubjectMismatch);
            SignatureVerifier.Verify(Digest.Of([1]), [one], _case.Signer(), CancellationToken.None).Failure().Should().Be(VerificationFailure.ImageDigestMismatch);
        }

        _case.Sigstore.VerifyImage(_case.Signer(), all).Should().BeOfType<VerificationResult.Verified>().Which.Proofs.Should().ContainSingle("it is one signer");
    }

    [Fact]
    public void A_key_or_a_certificate_of_sigstore_is_no_certificate_of_the_company()
    {
        _case.Verify(_case.Sigstore.WithKey(_case.Blob)).Failure().Should().Be(VerificationFailure.SignerKindMismatch);
        _case.Verify(_case.Sigstore.Blob).Failure().Should().Be(VerificationFailure.CertificateUntrusted);
        _case.Sigstore.Verify((_case.Blob with { Others = null }).Build()).Failure().Should().Be(VerificationFailure.CertificateUntrusted);
        _case.Sigstore.Verify(_case.Blob.Build()).Failure().Should().Be(VerificationFailure.BundleMalformed, "a bundle of version 0.3 has no chain for keyless signers");
    }

    [Fact]
    public void An_intermediate_comes_from_the_chain_or_else_with_the_signature()
    {
        BundleSpec alone = _case.Blob with { Others = null };
        VirtualCertificate otherSub = Company.Root.Issue(Company.SubSpec with { Subject = "CN=Another, O=Acme, C=DE" });
        BundleSpec ofOtherSub = _case.Blob with { Certificate = otherSub.Issue(Company.LeafSpec), Others = [otherSub.Der] };

        Accepted(_case.Blob);
        Accepted(alone, _case.Under(Company.Sub));
        Accepted(_case.Blob with { Certificate = Company.Root.Issue(Company.LeafSpec), Others = null });
        Accepted(ofOtherSub);
        Refused(alone, VerificationFailure.CertificateUntrusted, "no intermediate came with the signature");
        Refused(ofOtherSub, VerificationFailure.CertificateUntrusted, "did not sign the certificate", _case.Under(Company.Sub, Company.Root));
    }

    [Theory]
    [InlineData("tls", VerificationFailure.CertificateUsageWrong, "not for the purpose")]
    [InlineData("no purpose", VerificationFailure.CertificateUsageWrong, "not for the purpose")]
    [InlineData("any purpose", VerificationFailure.CertificateUsageWrong, "not for the purpose")]
    [InlineData("authority", VerificationFailure.CertificateUsageWrong, "CA:TRUE")]
    [InlineData("encipherment", VerificationFailure.CertificateUsageWrong, "key usage")]
    [InlineData("unknown critical", VerificationFailure.CertificateUsageWrong, "1.2.3.4")]
    [InlineData("expired", VerificationFailure.CertificateTimeMismatch, "outside of the certificate's validity")]
    [InlineData("not yet", VerificationFailure.CertificateTimeMismatch, "outside of the certificate's validity")]
    public void A_certificate_that_may_not_sign_images_signs_none(string what, VerificationFailure expected, string detail)
    {
        CertificateSpec good = Company.LeafSpec;
        CertificateSpec broken = what switch
        {
            "tls" => good with { Purposes = [ServerAuthentication] },
            "no purpose" => good with { Purposes = [] },
            "any purpose" => good with { Purposes = [AnyPurpose] },
            "authority" => good with { IsAuthority = true },
            "encipherment" => good with { KeyUsages = X509KeyUsageFlags.KeyEncipherment },
            "unknown critical" => good with { Extensions = [.. good.Extensions, new X509Extension("1.2.3.4", [5, 0], critical: true)] },
            "expired" => good with { NotAfter = _case.Now },
            _ => good with { NotBefore = _case.Now.AddMinutes(2) },
        };

        Accepted(_case.Blob with { Certificate = Company.Sub.Issue(good) });
        Refused(_case.Blob with { Certificate = Company.Sub.Issue(broken) }, expected, detail);
    }

    [Theory]
    [InlineData("no authority", "no path leads")]
    [InlineData("may not issue", "keyCertSign")]
    [InlineData("for tls", "may not issue for the purpose")]
    [InlineData("expired", "outside of the validity of the authority's chain")]
    [InlineData("name constraints", "name constraints")]
    [InlineData("unknown critical", "1.2.3.4")]
    [InlineData("rsa 1024", "no path leads")]
    public void An_intermediate_that_may_not_issue_them_leads_nowhere(string what, string detail)
    {
        using RSA weak = RSA.Create(1024);
        CertificateSpec good = Company.SubSpec;
        CertificateSpec broken = what switch
        {
            "no authority" => good with { IsAuthority = false, PathLength = null },
            "may not issue" => good with { KeyUsages = X509KeyUsageFlags.CrlSign },
            "for tls" => good with { Purposes = [ServerAuthentication] },
            "expired" => good with { NotAfter = _case.Now },
            "name constraints" => good with { Extensions = [new X509Extension("2.5.29.30", [0x30, 0], critical: false)] },
            "unknown critical" => good with { Extensions = [new X509Extension("1.2.3.4", [5, 0], critical: true)] },
            _ => good with { Key = weak },
        };
        VirtualCertificate sub = Company.Root.Issue(broken);

        Refused(_case.Blob with { Certificate = sub.Issue(Company.LeafSpec), Others = [sub.Der] }, VerificationFailure.CertificateUntrusted, detail);
    }

    [Fact]
    public void The_roots_own_bounds_hold()
    {
        VirtualCertificate root = VirtualCertificate.SelfSigned(Company.RootSpec with { PathLength = 0 });
        VirtualCertificate sub = root.Issue(Company.SubSpec);
        VirtualCertificate forTls = VirtualCertificate.SelfSigned(Company.RootSpec with { Purposes = [ServerAuthentication] });

        Accepted(_case.Blob with { Certificate = root.Issue(Company.LeafSpec), Others = null }, _case.Under(root));
        Refused(_case.Blob with { Certificate = sub.Issue(Company.LeafSpec), Others = [sub.Der] }, VerificationFailure.CertificateUntrusted, "path length", _case.Under(root));
        _case.Invoking(it => it.Under(forTls)).Should().Throw<InvalidDataException>().WithMessage("*may not issue for the purpose*");
    }

    [Fact]
    public void A_pki_with_the_same_names_is_another_one()
    {
        var forged = new VirtualCompany(_case.Now);
        CertificateSpec nameless = Company.LeafSpec with { NamesIssuerKey = false };
        VirtualCertificate selfSigned = VirtualCertificate.SelfSigned(Company.LeafSpec);
        VirtualCertificate byRoot = forged.Root.Issue(nameless);

        Refused(_case.Blob with { Certificate = forged.Leaf, Others = [forged.Sub.Der, forged.Root.Der] }, VerificationFailure.CertificateUntrusted, "no path leads");
        Refused(_case.Blob with { Certificate = forged.Leaf, Others = [Company.Sub.Der, Company.Root.Der] }, VerificationFailure.CertificateUntrusted, "no path leads");
        Refused(_case.Blob with { Certificate = byRoot, Others = [forged.Root.Der] }, VerificationFailure.CertificateUntrusted, "did not sign the certificate");
        Refused(_case.Blob with { Certificate = selfSigned, Others = [selfSigned.Der] }, VerificationFailure.CertificateUntrusted, "no path leads");
    }

    [Fact]
    public void What_else_comes_with_a_signature_does_no_harm()
    {
        var forged = new VirtualCompany(_case.Now);
        VirtualCertificate expiredTwin = Company.Root.Issue(Company.SubSpec with { Key = Company.Sub.Key, NotAfter = _case.Now });
        byte[] noCertificate = [5, 0];

        Accepted(_case.Blob with { Others = [expiredTwin.Der, Company.Sub.Der] });
        Accepted(_case.Blob with { Others = [Company.Sub.Der, expiredTwin.Der] });
        Accepted(_case.Blob with { Others = [noCertificate, forged.Root.Der, forged.Sub.Der, Company.Root.Der, Company.Leaf.Der, Company.Sub.Der] });
        Refused(_case.Blob with { Others = [expiredTwin.Der] }, VerificationFailure.CertificateUntrusted, "outside of the validity");
    }

    [Theory]
    [InlineData(3, true)]
    [InlineData(4, true)]
    [InlineData(5, false)]
    public void A_path_over_candidates_is_not_too_long(int intermediates, bool expected)
    {
        CertificateSpec spec = Company.SubSpec with { PathLength = null };
        var chain = new List<VirtualCertificate> { Company.Root };
        for (int index = 0; index < intermediates; index++)
        {
            chain.Add(chain[^1].Issue(spec with { Subject = $"CN=level {index}" }));
        }

        BundleSpec blob = _case.Blob with { Certificate = chain[^1].Issue(Company.LeafSpec), Others = [.. chain.Skip(1).Select(certificate => certificate.Der)] };

        Check(blob, expected);
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(2, false)]
    public void The_search_for_a_path_ends(int bad, bool expected)
    {
        // Three keys of one name, each in three certificates: every combination is a path. The good ones are looked at last.
        CertificateSpec spec = Company.SubSpec with { Subject = "CN=x", PathLength = null, NamesOwnKey = false, NamesIssuerKey = false };
        VirtualCertificate[] third = [.. Enumerable.Range(0, 3).Select(_ => Company.Root.Issue(spec with { Key = Third }))];
        VirtualCertificate[] second = [.. Enumerable.Range(0, 3).Select(_ => third[0].Issue(spec with { Key = Second }))];
        VirtualCertificate[] first =
            [.. Enumerable.Range(0, 3).Select(index => second[0].Issue(spec with { Key = First, NotAfter = index < bad ? _case.Now : spec.NotAfter }))];
        BundleSpec blob = _case.Blob with
        {
            Certificate = first[0].Issue(Company.LeafSpec with { NamesIssuerKey = false }),
            Others = [.. first.Concat(second).Concat(third).Select(certificate => certificate.Der)],
        };

        Check(blob, expected);
    }

    [Fact]
    public void Candidates_are_bounded()
    {
        BundleSpec most = _case.Blob with { Others = [.. Enumerable.Repeat(Company.Sub.Der, Limits.MaxBundleCertificates - 1)] };

        Accepted(most);
        Refused(most with { Others = [.. most.Others!, Company.Sub.Der] }, VerificationFailure.BundleMalformed, "more than 10");
        Refused(most with { Others = [.. Enumerable.Repeat(Company.Sub.Der, 1_000)] }, VerificationFailure.BundleMalformed, "more than 10");
        RawSignature.SimpleSigning layer = Layer();
        RawSignature.SimpleSigning crowded = layer with { Annotations = layer.Annotations! with { Chain = VirtualCompany.Pem(Enumerable.Repeat(Company.Sub, 11)) } };
        _case.Sigstore.VerifyImage(_case.Signer(), crowded).Failure().Should().Be(VerificationFailure.SignatureAnnotationMalformed);
        _case.Sigstore.VerifyImage(_case.Under(Company.Sub, Company.Root), layer with { Annotations = layer.Annotations! with { Chain = null } })
            .Should().BeOfType<VerificationResult.Verified>();
    }

    [Fact]
    public void Every_time_that_is_known_must_fit()
    {
        BundleSpec stamped = _case.Blob with { Log = null, StampTime = _case.Now };
        DateTimeOffset end = _case.Now.AddMonths(6);
        VirtualCertificate shortLived = Company.Sub.Issue(Company.LeafSpec with { NotAfter = end });
        JsonObject ofOther = stamped.Build();
        ofOther["verificationMaterial"]!["timestampVerificationData"] = stamped.Build()["verificationMaterial"]!["timestampVerificationData"]!.DeepClone();

        _case.Verify(stamped, _case.Signer(time: _case.Stamped)).Should().BeOfType<BundleResult.Verified>().Which.Times.Should().Equal(_case.Now);
        Refused(stamped, VerificationFailure.LogEntryMissing, "no transparency log entry");
        Refused(_case.Blob, VerificationFailure.TimestampMissing, "0 time-stamping authorities", _case.Signer(time: _case.Stamped));
        Accepted(stamped with { Certificate = shortLived, StampTime = end }, _case.Signer(time: _case.Stamped));
        Refused(stamped with { Certificate = shortLived, StampTime = end.AddSeconds(1) }, VerificationFailure.CertificateTimeMismatch, "outside", _case.Signer(time: _case.Stamped));
        Refused(_case.Blob with { Certificate = shortLived, StampTime = end.AddSeconds(1) }, VerificationFailure.CertificateTimeMismatch, "outside");
        Refused(_case.Blob with { IntegratedTime = _case.Now.AddYears(-2) }, VerificationFailure.LogTimeOutsideKeyWindow, "the log's key was not good");
        _case.Verify(ofOther, _case.Signer(time: _case.Stamped)).Failure().Should().Be(VerificationFailure.TimestampMissing);
        Refused(_case.Sigstore.BlobV2 with { Certificate = Company.Leaf, Others = [Company.Sub.Der], StampTime = null }, VerificationFailure.VerifiedTimeMissing, "says when");
        Refused(_case.Blob with { HasPromise = false, IntegratedTime = _case.Now.AddYears(2), StampTime = _case.Now }, VerificationFailure.CertificateTimeMismatch, "log entry's time");
    }

    [Fact]
    public void The_current_time_counts_only_by_the_policys_word()
    {
        BundleSpec alone = _case.Blob with { Log = null };
        SignerRequirement signer = _case.Signer(time: new SigningTime.InsecureCurrent());

        _case.Verify(alone, signer, _case.Now).Should().BeOfType<BundleResult.Verified>().Which.Times.Should().BeEmpty("nobody trusted said it");
        _case.Verify(alone, signer, _case.Now.AddYears(1)).Should().BeOfType<BundleResult.Verified>("the last moment belongs to it");
        _case.Verify(alone, signer, _case.Now.AddYears(1).AddSeconds(1)).Failure().Should().Be(VerificationFailure.CertificateTimeMismatch);
        _case.Verify(alone, signer, _case.Now.AddYears(-1).AddSeconds(-1)).Failure().Should().Be(VerificationFailure.CertificateTimeMismatch);
        _case.Verify(alone, signer, now: null).Failure().Should().Be(VerificationFailure.VerifiedTimeMissing);
        _case.Verify(alone, _case.Signer(), _case.Now).Failure().Should().Be(VerificationFailure.LogEntryMissing);
    }

    [Theory]
    [InlineData(SubjectKind.DistinguishedName, "CN=release,O=Acme,C=DE", true)]
    [InlineData(SubjectKind.DistinguishedName, "CN=*,O=Acme,C=DE", true)]
    [InlineData(SubjectKind.DistinguishedName, "CN=rel*", false)]
    [InlineData(SubjectKind.DistinguishedName, "*,O=Acme", false)]
    [InlineData(SubjectKind.DistinguishedName, "C=DE,O=Acme,CN=release", false)]
    [InlineData(SubjectKind.DistinguishedName, "cn=release,O=Acme,C=DE", false)]
    [InlineData(SubjectKind.DistinguishedName, "release@acme.io", false)]
    [InlineData(SubjectKind.Email, "release@acme.io", true)]
    [InlineData(SubjectKind.Email, "*@acme.io", true)]
    [InlineData(SubjectKind.Email, "release@acme.io.evil.example", false)]
    [InlineData(SubjectKind.Email, "signer.acme.io", false)]
    [InlineData(SubjectKind.Uri, "spiffe://acme.io/ns/ci/*", true)]
    [InlineData(SubjectKind.Uri, "spiffe://acme.io/ns/prod/*", false)]
    [InlineData(SubjectKind.Dns, "*.acme.io", true)]
    [InlineData(SubjectKind.Dns, "acme.io", false)]
    public void The_certificate_is_of_the_wanted_subject(SubjectKind kind, string name, bool expected)
    {
        if (expected)
        {
            Accepted(_case.Blob, _case.Signer(name, kind));
        }
        else
        {
            Refused(_case.Blob, VerificationFailure.SubjectMismatch, $"not `{name}`", _case.Signer(name, kind));
        }
    }

    [Theory]
    [InlineData("CN=\"release,O=Acme,C=DE\", O=Evil, C=DE")]                        // a chosen name that looks like several parts
    [InlineData("CN=\"release,O=Acme\", C=DE")]
    [InlineData("CN=release, CN=eve, O=Acme, C=DE")]
    [InlineData("CN=eve, CN=release, O=Acme, C=DE")]
    [InlineData("CN=release, OU=x, O=Acme, C=DE")]
    [InlineData("C=DE, O=Acme, CN=release")]
    public void A_name_is_compared_with_all_its_parts(string subject)
    {
        BundleSpec blob = _case.Blob with { Certificate = Company.Sub.Issue(Company.LeafSpec with { Subject = subject }) };

        Refused(blob, VerificationFailure.SubjectMismatch, "the signer is");
        Refused(blob, VerificationFailure.SubjectMismatch, "the signer is", _case.Signer("CN=*,O=Acme,C=DE"));
    }

    [Fact]
    public void A_certificate_without_the_wanted_kind_of_name_is_nobodys()
    {
        BundleSpec noNames = _case.Blob with { Certificate = Company.Sub.Issue(Company.LeafSpec with { Extensions = [] }) };
        BundleSpec noSubject = _case.Blob with { Certificate = Company.Sub.Issue(Company.LeafSpec with { Subject = "" }) };
        BundleSpec nothing = _case.Blob with { Certificate = Company.Sub.Issue(Company.LeafSpec with { Subject = "", Extensions = [] }) };
        BundleSpec hidden = _case.Blob with { Certificate = Company.Sub.Issue(Company.LeafSpec with { Extensions = [VirtualCompany.Names("release@acme.io\0.evil.example", "a:b", "c")] }) };

        Refused(noNames, VerificationFailure.SubjectMismatch, "(no such name)", _case.Signer("release@acme.io", SubjectKind.Email));
        Refused(noSubject, VerificationFailure.SubjectMismatch, "(no such name)");
        Refused(nothing, VerificationFailure.IdentityMalformed, "names no subject");
        Refused(hidden, VerificationFailure.IdentityMalformed, "cannot be seen");
        _case.Verify(noSubject, _case.Signer("release@acme.io", SubjectKind.Email)).Should().BeOfType<BundleResult.Verified>()
            .Which.Identity.Should().Be("certificate:dns:signer.acme.io email:release@acme.io uri:spiffe://acme.io/ns/ci/sa/release");
    }

    [Fact]
    public void A_signature_that_the_certificates_key_did_not_make_is_refused()
    {
        JsonObject bundle = _case.Blob.Build();
        bundle["verificationMaterial"]!["x509CertificateChain"]!["certificates"]![0]!["rawBytes"] = Convert.ToBase64String(Company.Sub.Issue(Company.LeafSpec).Der);

        _case.Verify(bundle).Failure().Should().Be(VerificationFailure.SignatureInvalid);
    }

    private static ECDsa First { get; } = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    private static ECDsa Second { get; } = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    private static ECDsa Third { get; } = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    private RawSignature.SimpleSigning Layer()
    {
        byte[] payload = Encoding.UTF8.GetBytes(SigningKey.Payload(SigstoreCase.Image));
        JsonObject bundle = (_case.Blob with { Content = payload }).Build();
        return new RawSignature.SimpleSigning(
            payload,
            Digest.Of(payload),
            bundle["messageSignature"]!["signature"]!.GetValue<string>(),
            new CosignAnnotations(
                VirtualCompany.Pem(Company.Leaf),
                "subject=whatever the file said\n" + VirtualCompany.Pem(Company.Sub, Company.Root),
                VirtualRekor.Annotation(bundle["verificationMaterial"]!["tlogEntries"]![0]!.AsObject()),
                null));
    }

    private void Check(BundleSpec spec, bool expected)
    {
        if (expected)
        {
            Accepted(spec);
        }
        else
        {
            _case.Verify(spec).Failure().Should().Be(VerificationFailure.CertificateUntrusted);
        }
    }

    private void Accepted(BundleSpec spec, SignerRequirement? signer = null) => _case.Verify(spec, signer).Should().BeOfType<BundleResult.Verified>();

    private void Refused(BundleSpec spec, VerificationFailure expected, string detail, SignerRequirement? signer = null)
    {
        BundleResult.Failed failed = _case.Verify(spec, signer).Should().BeOfType<BundleResult.Failed>().Subject;
        failed.Failure.Should().Be(expected, failed.Detail);
        failed.Detail.Should().Contain(detail);
    }
}
