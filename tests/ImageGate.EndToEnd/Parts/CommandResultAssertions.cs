namespace ImageGate.EndToEnd.Parts;

/// <summary>What tests demand of kubectl's answer.</summary>
internal static class CommandResultAssertions
{
    /// <summary>It worked.</summary>
    public static CommandResult ShouldBeAdmitted(this CommandResult result)
    {
        result.ExitCode.Should().Be(0, "{0}", result);
        return result;
    }

    /// <summary>ImageGate refused it, for this reason and no other.</summary>
    public static CommandResult ShouldBeDenied(this CommandResult result, string reason)
    {
        result.ExitCode.Should().NotBe(0, "{0}", result);
        result.Error.Should().Contain("imagegate.dev\" denied the request: ").And.Contain($"{reason}: ", "{0}", result);
        return result;
    }
}
