using ImageGate.Kubernetes.Policies;
using static ImageGate.Kubernetes.Tests.Policies.Loading;

namespace ImageGate.Kubernetes.Tests.Policies;

public sealed class PolicyDirectoryTests : IDisposable
{
    private readonly string _path = Directory.CreateTempSubdirectory("policies").FullName;

    public void Dispose() => Directory.Delete(_path, recursive: true);

    [Fact]
    public void The_yaml_files_of_the_top_level_are_read_in_the_order_of_their_names()
    {
        Write("b.yml", Named("b"));
        Write("a.yaml", Named("a"));
        Write("c.YAML", Named("c"));
        Write("..hidden.yaml", "no: policy");
        Write("readme.md", "no: policy");
        Write("old.yaml.bak", "no: policy");
        Directory.CreateDirectory(Path.Combine(_path, "sub.yaml"));
        Write("sub.yaml/d.yaml", "no: policy");
        Names(Load()).Should().Equal("a", "b", "c");
    }

    [Fact]
    public void An_error_names_the_file_with_its_directory()
    {
        Write("a.yaml", Named("A"));
        Errors(Load()).Should().ContainSingle().Which.Should().StartWith(Path.Combine(_path, "a.yaml") + ":3:18: metadata.name: ");
    }

    [Fact]
    public void A_link_is_followed()
    {
        Write("elsewhere", Named("a"));
        File.CreateSymbolicLink(Path.Combine(_path, "a.yaml"), "elsewhere");
        Names(Load()).Should().Equal("a");
    }

    [Fact]
    public void A_link_to_nothing_is_refused_and_not_left_out()
    {
        Write("a.yaml", Named("a"));
        File.CreateSymbolicLink(Path.Combine(_path, "b.yaml"), "nothing");
        Errors(Load()).Should().Equal($"{Path.Combine(_path, "b.yaml")}: the file cannot be used: it does not exist");
    }

    [Fact]
    public void A_missing_directory_is_refused() =>
        Errors(new PolicyDirectory(Path.Combine(_path, "none"), new SeededTrustMaterial()).Load()).Should().Equal($"{Path.Combine(_path, "none")}: the directory cannot be read: it does not exist");

    [Fact]
    public void An_empty_directory_is_refused() =>
        Errors(Load()).Should().ContainSingle().Which.Should().StartWith($"{_path}: no policy was found");

    [Fact]
    public void A_file_over_1_MiB_is_refused()
    {
        Write("a.yaml", new string('#', PolicyLimits.MaxFileBytes + 1));
        Errors(Load()).Should().ContainSingle().Which.Should().Be($"{Path.Combine(_path, "a.yaml")}: the file cannot be used: it is over 1048576 bytes");
    }

    [Fact]
    public void Files_over_4_MiB_together_are_refused()
    {
        foreach (int number in Enumerable.Range(0, 5))
        {
            Write($"{number}.yaml", new string('#', PolicyLimits.MaxFileBytes));
        }

        Errors(Load()).Should().ContainSingle().Which.Should().StartWith($"{_path}: the policy files have over");
    }

    [Fact]
    public void Too_many_files_are_refused()
    {
        foreach (int number in Enumerable.Range(0, PolicyLimits.MaxFiles + 1))
        {
            Write($"{number}.yaml", "");
        }

        Errors(Load()).Should().ContainSingle().Which.Should().StartWith($"{_path}: there are over 256 policy files");
    }

    [Fact]
    public void A_key_file_is_relative_to_the_directory()
    {
        Directory.CreateDirectory(Path.Combine(_path, "keys"));
        Write("keys/a.pub", TestKey.Pem());
        Write("a.yaml", WithSigner("key: {file: keys/a.pub}\ntransparencyLog: notRequired"));
        Names(Load()).Should().Equal("p");
    }

    [Fact]
    public void A_key_file_may_be_absolute()
    {
        Write("a.pub", TestKey.Pem());
        Write("a.yaml", WithSigner($"key: {{file: \"{Path.Combine(_path, "a.pub")}\"}}\ntransparencyLog: notRequired"));
        Names(Load()).Should().Equal("p");
    }

    [Theory]
    [InlineData("../a.pub", "`..` is not allowed in a path")]
    [InlineData("keys/../../a.pub", "`..` is not allowed in a path")]
    [InlineData("none.pub", "it does not exist")]
    [InlineData(".", "it is not a regular file")]
    [InlineData("/dev/stdin", "it is not a regular file")]
    [InlineData("/dev/../dev/zero", "it is not a regular file")]
    public void A_key_file_that_is_none_is_refused(string file, string part)
    {
        Write("a.yaml", WithSigner($"key: {{file: {file}}}\ntransparencyLog: notRequired"));
        Errors(Load()).Should().ContainSingle().Which.Should().Contain("key.file: the file cannot be used: ").And.Contain(part);
    }

    [Fact]
    public void A_changed_key_file_changes_the_hash()
    {
        Write("a.pub", TestKey.Pem());
        Write("a.yaml", WithSigner("key: {file: a.pub}\ntransparencyLog: notRequired"));
        string hash = Load().ContentHash;
        Load().ContentHash.Should().Be(hash);
        Write("a.pub", TestKey.Pem());
        Load().ContentHash.Should().NotBe(hash);
    }

    [Fact]
    public void A_ConfigMap_mount_is_read_through_its_link()
    {
        var mount = new ConfigMapMount(_path);
        mount.Update(("a.yaml", WithSigner("key: {file: a.pub}\ntransparencyLog: notRequired")), ("a.pub", TestKey.Pem()));
        Names(Load()).Should().Equal("p");
        mount.Update(("b.yaml", Named("b")));
        Names(Load()).Should().Equal("b");
    }

    [Fact]
    public void An_update_while_the_files_are_read_gives_the_new_version_whole()
    {
        var mount = new ConfigMapMount(_path);
        mount.Update(("a.yaml", Named("a1")), ("b.yaml", Named("b1")));
        int readings = 0;
        var directory = new PolicyDirectory(_path, new SeededTrustMaterial(), path =>
        {
            DirectorySnapshot taken = DirectorySnapshot.Take(path);
            if (++readings == 1)
            {
                mount.Update(("a.yaml", Named("a2")), ("b.yaml", Named("b2")));
            }

            return taken;
        });
        Names(directory.Load()).Should().Equal("a2", "b2");
    }

    [Fact]
    public void An_update_between_policies_and_their_key_file_gives_the_new_version_whole()
    {
        string policy = WithSigner("key: {file: a.pub}\ntransparencyLog: notRequired");
        var mount = new ConfigMapMount(_path);
        mount.Update(("a.yaml", policy), ("a.pub", TestKey.Pem()));
        string next = TestKey.Pem();
        int readings = 0;
        var directory = new PolicyDirectory(_path, new SeededTrustMaterial(), path =>
        {
            DirectorySnapshot taken = DirectorySnapshot.Take(path);
            if (++readings == 1)
            {
                mount.Update(("a.yaml", policy), ("a.pub", next));
            }

            return taken;
        });
        PolicyLoad load = directory.Load();
        Names(load).Should().Equal("p");
        load.ContentHash.Should().Be(Load().ContentHash);
    }

    [Fact]
    public void A_directory_that_never_rests_is_refused()
    {
        int readings = 0;
        var directory = new PolicyDirectory(_path, new SeededTrustMaterial(), path =>
        {
            Write("a.yaml", Named($"a{++readings}"));
            return DirectorySnapshot.Take(path);
        });
        Errors(directory.Load()).Should().Equal($"{_path}: the directory changes while it is read");
        readings.Should().Be(6);
    }

    [Fact]
    public async Task Under_constant_updates_no_load_is_half_of_each_version()
    {
        var mount = new ConfigMapMount(_path);
        mount.Update(("a.yaml", Named("a0")), ("b.yaml", Named("b0")), ("c.yaml", Named("c0")));
        Task updates = Task.Run(() =>
        {
            for (int version = 1; version <= 50; version++)
            {
                mount.Update(("a.yaml", Named($"a{version}")), ("b.yaml", Named($"b{version}")), ("c.yaml", Named($"c{version}")));
            }
        });
        while (!updates.IsCompleted)
        {
            if (Load() is PolicyLoad.Loaded loaded)
            {
                string[] names = [.. loaded.Set.Policies.Select(policy => policy.Name)];
                names.Should().Equal("a" + names[0][1..], "b" + names[0][1..], "c" + names[0][1..]);
            }
        }

        await updates;
        Names(Load()).Should().Equal("a50", "b50", "c50");
    }

    [Fact]
    public void A_directory_that_comes_to_rest_is_read_after_it_was_refused()
    {
        int readings = 0;
        var directory = new PolicyDirectory(_path, new SeededTrustMaterial(), path =>
        {
            if (++readings <= 6)
            {
                Write("a.yaml", Named($"a{readings}"));
            }

            return DirectorySnapshot.Take(path);
        });
        directory.Load().Should().BeOfType<PolicyLoad.Rejected>();
        Names(directory.Load()).Should().Equal("a6");
    }

    [Fact]
    public void Nothing_is_parsed_while_nothing_changes_and_each_change_is_seen()
    {
        var material = new KnownMaterial(TestRoot.Json());
        var directory = new PolicyDirectory(_path, material);
        Write("a.yaml", Requiring("- {name: a, keyless: {issuer: i, subject: s}}\n- {name: b, key: {file: b.pub}, transparencyLog: notRequired}"));
        Write("b.pub", TestKey.Pem());

        PolicyLoad first = directory.Load();
        first.Should().BeOfType<PolicyLoad.Loaded>();
        directory.Load().Should().BeSameAs(first);

        Write("b.pub", TestKey.Pem());
        PolicyLoad second = directory.Load();
        second.ContentHash.Should().NotBe(first.ContentHash);
        directory.Load().Should().BeSameAs(second);

        material.Json = TestRoot.Json() + " ";
        PolicyLoad third = directory.Load();
        third.ContentHash.Should().NotBe(second.ContentHash);
        directory.Load().Should().BeSameAs(third);

        material.Json = null;
        directory.Load().ContentHash.Should().NotBe(third.ContentHash);
        material.Json = TestRoot.Json() + " ";
        directory.Load().ContentHash.Should().Be(third.ContentHash);

        Write("a.yaml", Named("c"));
        Names(directory.Load()).Should().Equal("c");
        File.Delete(Path.Combine(_path, "a.yaml"));
        PolicyLoad none = directory.Load();
        none.Should().BeOfType<PolicyLoad.Rejected>();
        directory.Load().Should().BeSameAs(none);
    }

    private static string Named(string name) => Policy("images: [nginx]\ndeny: no-images", name);

    private static IEnumerable<string> Names(PolicyLoad load)
    {
        (load as PolicyLoad.Rejected)?.Errors.Should().BeEmpty();
        return load.Should().BeOfType<PolicyLoad.Loaded>().Which.Set.Policies.Select(policy => policy.Name);
    }

    private PolicyLoad Load() => new PolicyDirectory(_path, new SeededTrustMaterial()).Load();

    private void Write(string name, string text) => File.WriteAllText(Path.Combine(_path, name), text);
}
