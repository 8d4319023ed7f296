namespace ImageGate.Chart.Tests;

/// <summary>A file in the repository that has to be what a test makes. <c>UPDATE_GOLDEN=1</c> writes it instead.</summary>
internal static class GoldenFile
{
    public static async Task ShouldBeAsync(string path, string content)
    {
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1")
        {
            await File.WriteAllTextAsync(path, content);
        }

        File.Exists(path).Should().BeTrue(path);
        (await File.ReadAllTextAsync(path)).Should().Be(content, "UPDATE_GOLDEN=1 dotnet test tests/ImageGate.Chart.Tests writes {0} anew", Path.GetFileName(path));
    }
}
