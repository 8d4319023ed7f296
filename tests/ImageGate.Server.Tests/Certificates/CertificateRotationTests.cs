using System.Text;
using ImageGate.Kubernetes.Api.Objects;
using ImageGate.Server.Certificates;

namespace ImageGate.Server.Tests.Certificates;

public sealed class CertificateRotationTests
{
    private static readonly DateTimeOffset Start = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, true)]
    [InlineData(3, true)]
    public void In_five_years_no_API_server_ever_distrusts_a_replica(int seed, bool withLosses)
    {
        var world = new RotationWorld(seed, Start);
        while (world.Now < Start.AddDays(5 * 365))
        {
            world.Step(withLosses);

            world.Distrusted().Should().BeEmpty();
            world.Expired().Should().BeEmpty();
        }

        world.Authorities.Should().HaveCountGreaterThan(2);
        world.Leaves.Should().HaveCountGreaterThan(25);
        (world.Lost > 0).Should().Be(withLosses);
    }

    [Fact]
    public void The_first_start_makes_an_authority_and_a_certificate_that_an_API_server_takes()
    {
        CertificateState made = Next(new StoredCertificates.Absent());

        ApiServerTrust.Problem(made.Leaf, made.CaBundle, RotationWorld.Host, Start).Should().BeNull();
        ApiServerTrust.Problem(made.Leaf, made.CaBundle, "other.gate.svc", Start).Should().Be("another name");
        ApiServerTrust.Problem(made.Leaf, made.CaBundle, RotationWorld.Host, Start.AddMinutes(-59)).Should().BeNull("clocks differ");
        ApiServerTrust.Problem(made.Leaf, made.CaBundle, RotationWorld.Host, Start.AddDays(90)).Should().Contain("NotTimeValid");
        ApiServerTrust.Problem(made.Leaf, Next(new StoredCertificates.Absent()).CaBundle, RotationWorld.Host, Start).Should().NotBeNull("it is another authority");
        made.Leaf.Names.Names.Should().Equal("imagegate", "imagegate.gate", "imagegate.gate.svc", "imagegate.gate.svc.cluster.local");
        (made.Next, made.Retired).Should().Be((null, null));
    }

    [Fact]
    public void A_certificate_is_renewed_at_two_thirds_by_the_same_authority()
    {
        CertificateState made = Next(new StoredCertificates.Absent());

        Next(made, Start.AddDays(59)).Should().BeSameAs(made);
        CertificateState renewed = Next(made, Start.AddDays(60));

        renewed.Leaf.Should().NotBe(made.Leaf);
        renewed.Leaf.Validity.NotAfter.Should().Be(Start.AddDays(150));
        renewed.CaBundle.Should().Be(made.CaBundle);
    }

    [Fact]
    public void An_authority_is_first_trusted_then_used_and_the_old_one_trusted_until_its_last_certificate_expired()
    {
        CertificateState made = Next(new StoredCertificates.Absent());
        DateTimeOffset due = Start.AddDays(730 - 180);
        CertificateState renewed = Next(made, due.AddDays(-1));

        CertificateState introduced = Next(renewed, due);
        introduced.Should().Be(renewed with { Next = introduced.Next });
        introduced.CaBundle.Should().Be(made.CaBundle + introduced.Next!.CertificatePem + "\n");
        Next(introduced, due.AddDays(1), isSettled: false).Should().BeSameAs(introduced);

        CertificateState switched = Next(introduced, due.AddDays(1), isSettled: true);
        (switched.Signing, switched.Next).Should().Be((introduced.Next, null));
        switched.Retired.Should().Be(new RetiredAuthorities(made.Signing.CertificatePem, renewed.Leaf.Validity.NotAfter));
        ApiServerTrust.Problem(renewed.Leaf, switched.CaBundle, RotationWorld.Host, due.AddDays(1)).Should().BeNull();
        ApiServerTrust.Problem(switched.Leaf, introduced.CaBundle, RotationWorld.Host, due.AddDays(1)).Should().BeNull();

        DateTimeOffset expired = renewed.Leaf.Validity.NotAfter;
        CertificateState later = Next(switched, due.AddDays(62));
        later.Retired.Should().Be(switched.Retired, "renewals do not shorten it");
        Next(later, expired.AddDays(1).AddSeconds(-1)).Should().BeSameAs(later);
        Next(later, expired.AddDays(1)).Should().Be(later with { Retired = null });
    }

    [Fact]
    public void Other_names_make_another_certificate_at_once()
    {
        CertificateState made = Next(new StoredCertificates.Absent());
        var names = ServingNames.Of("imagegate", "gate", "127.0.0.1, gate.acme.example");

        CertificateState renewed = CertificateRotation.Next(new StoredCertificates.Good(made), null, names, Start, false);

        ApiServerTrust.Problem(renewed.Leaf, made.CaBundle, "127.0.0.1", Start).Should().BeNull();
        ApiServerTrust.Problem(renewed.Leaf, made.CaBundle, "gate.acme.example", Start).Should().BeNull();
        ApiServerTrust.Problem(made.Leaf, made.CaBundle, "127.0.0.1", Start).Should().Be("another name");
    }

    [Fact]
    public void A_lost_Secret_begins_a_rotation_for_whoever_remembers_it_and_everything_anew_for_others()
    {
        CertificateState made = Next(new StoredCertificates.Absent());

        CertificateState replaced = Next(new StoredCertificates.Absent(), made);
        replaced.Should().Be(made with { Next = replaced.Next });
        replaced.Next.Should().NotBeNull();
        Next(new StoredCertificates.Absent(), replaced).Should().BeSameAs(replaced, "a change of authorities is under way");
        Next(new StoredCertificates.Absent()).Signing.Should().NotBe(made.Signing);
    }

    [Fact]
    public void No_more_than_four_authorities_are_retired_at_a_time()
    {
        CertificateState state = Next(new StoredCertificates.Absent());
        for (int count = 1; count <= 4; count++)
        {
            state = Next(Next(new StoredCertificates.Absent(), state), Start, isSettled: true);
            state.Retired!.Count.Should().Be(count);
        }

        Next(new StoredCertificates.Absent(), state).Should().BeSameAs(state);
    }

    [Fact]
    public void A_damaged_Secret_is_restored_by_whoever_remembers_it()
    {
        CertificateState made = Next(new StoredCertificates.Absent());

        Next(new StoredCertificates.Damaged("x"), made).Should().BeSameAs(made);
        Next(new StoredCertificates.Damaged("x")).Signing.Should().NotBe(made.Signing);
    }

    [Fact]
    public void After_a_sleep_longer_than_the_authority_s_life_everything_is_made_anew()
    {
        CertificateState made = Next(new StoredCertificates.Absent());

        CertificateState anew = Next(made, Start.AddDays(731));

        anew.Signing.Should().NotBe(made.Signing);
        anew.CaBundle.Should().NotContain(made.Signing.CertificatePem);
        ApiServerTrust.Problem(anew.Leaf, anew.CaBundle, RotationWorld.Host, Start.AddDays(731)).Should().BeNull();
    }

    [Fact]
    public void What_a_clock_far_ahead_made_is_replaced_and_stays_trusted()
    {
        CertificateState early = CertificateRotation.Next(new StoredCertificates.Absent(), null, RotationWorld.Names, Start.AddDays(3), false);

        CertificateState introduced = Next(early);
        introduced.CaBundle.Should().StartWith(early.CaBundle);
        CertificateState switched = Next(introduced, Start, isSettled: true);

        ApiServerTrust.Problem(switched.Leaf, switched.CaBundle, RotationWorld.Host, Start).Should().BeNull();
        switched.Retired!.Until.Should().Be(early.Leaf.Validity.NotAfter);
    }

    [Fact]
    public void A_next_authority_that_nobody_came_to_use_in_time_is_made_anew()
    {
        CertificateState introduced = Next(new StoredCertificates.Absent(), Next(new StoredCertificates.Absent()));
        SigningAuthority old = CertificateRotation.Next(new StoredCertificates.Absent(), null, RotationWorld.Names, Start.AddDays(-740), false).Signing;

        CertificateState renewed = Next(introduced with { Next = old }, Start, isSettled: true);

        renewed.Signing.Should().Be(introduced.Signing);
        renewed.Next!.Validity.Contains(Start).Should().BeTrue();
    }

    [Fact]
    public void A_state_is_stored_and_read_whole()
    {
        CertificateState made = Next(new StoredCertificates.Absent());
        CertificateState introduced = Next(new StoredCertificates.Absent(), made);
        CertificateState switched = Next(introduced, Start, isSettled: true);
        CertificateState both = Next(new StoredCertificates.Absent(), switched);

        foreach (CertificateState state in new[] { made, introduced, switched, both })
        {
            CertificateSecret.Read(Stored(state)).Should().Be(new StoredCertificates.Good(state));
        }

        CertificateSecret.Write(made)["next-ca.key"].Should().BeEmpty("a key that is not used any more must not stay");
        CertificateSecret.Write(switched).Values.Should().NotContain(value => Encoding.ASCII.GetString(value).Contains(made.Signing.KeyPem, StringComparison.Ordinal));
    }

    [Fact]
    public void No_Secret_and_an_empty_one_hold_nothing()
    {
        CertificateSecret.Read(null).Should().BeOfType<StoredCertificates.Absent>();
        CertificateSecret.Read(new Secret()).Should().BeOfType<StoredCertificates.Absent>();
        CertificateSecret.Read(new Secret { Data = new Dictionary<string, byte[]> { ["tls.crt"] = [], ["other"] = [1] } }).Should().BeOfType<StoredCertificates.Absent>();
    }

    [Theory]
    [InlineData("tls.crt", null)]
    [InlineData("tls.key", null)]
    [InlineData("ca.crt", null)]
    [InlineData("ca.key", null)]
    [InlineData("tls.crt", "nonsense")]
    [InlineData("ca.key", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----")]
    [InlineData("next-ca.key", "")]
    [InlineData("retired-until", "soon")]
    [InlineData("retired-ca.crt", "nonsense")]
    public void A_Secret_with_a_part_that_is_missing_or_broken_is_damaged(string name, string? value)
    {
        CertificateState state = Next(new StoredCertificates.Absent(), Next(Next(new StoredCertificates.Absent(), Next(new StoredCertificates.Absent())), Start, isSettled: true));
        var data = CertificateSecret.Write(state).ToDictionary();
        data.Remove(name);
        if (value is not null)
        {
            data[name] = Encoding.ASCII.GetBytes(value);
        }

        CertificateSecret.Read(new Secret { Data = data }).Should().BeOfType<StoredCertificates.Damaged>().Which.Reason.Should().NotContain("PRIVATE KEY-----");
    }

    [Fact]
    public void Parts_that_do_not_belong_together_are_damaged()
    {
        CertificateState one = Next(new StoredCertificates.Absent());
        CertificateState other = Next(new StoredCertificates.Absent());

        Damage(one with { Leaf = other.Leaf }).Should().Contain("tls.crt is not signed by ca.crt");
        Damage(one, data => data["tls.key"] = CertificateSecret.Write(other)["tls.key"]).Should().NotBeEmpty();
        Damage(one, data => data["ca.key"] = CertificateSecret.Write(other)["ca.key"]).Should().NotBeEmpty();
        Damage(one, data => (data["ca.crt"], data["ca.key"]) = (data["tls.crt"], data["tls.key"])).Should().Contain("the certificate of no authority");
    }

    [Fact]
    public void Nothing_secret_is_in_a_text()
    {
        CertificateState state = Next(new StoredCertificates.Absent(), Next(new StoredCertificates.Absent()));

        $"{state} {state.Signing} {state.Leaf} {new StoredCertificates.Good(state)}".Should().NotContain("PRIVATE KEY");
    }

    private static string Damage(CertificateState state, Action<Dictionary<string, byte[]>>? change = null)
    {
        var data = CertificateSecret.Write(state).ToDictionary();
        change?.Invoke(data);
        return CertificateSecret.Read(new Secret { Data = data }).Should().BeOfType<StoredCertificates.Damaged>().Which.Reason;
    }

    private static Secret Stored(CertificateState state) => new() { Data = CertificateSecret.Write(state) };

    private static CertificateState Next(StoredCertificates stored, CertificateState? remembered = null) => CertificateRotation.Next(stored, remembered, RotationWorld.Names, Start, false);

    private static CertificateState Next(CertificateState state, DateTimeOffset? now = null, bool isSettled = false) =>
        CertificateRotation.Next(new StoredCertificates.Good(state), null, RotationWorld.Names, now ?? Start, isSettled);
}
