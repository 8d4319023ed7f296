namespace ImageGate.Testing;

/// <summary>Finds the files that tests read.</summary>
public static class Fixtures
{
    /// <summary>The folder with the solution file, found upwards from the test's own folder.</summary>
    /// <exception cref="DirectoryNotFoundException">The tests do not run below a checkout.</exception>
    public static string RepositoryRoot { get; } = FindRoot();

    /// <summary>A file or folder below tests/fixtures.</summary>
    public static string PathOf(params string[] parts) => Path.Combine([RepositoryRoot, "tests", "fixtures", .. parts]);

    private static string FindRoot()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "ImageGate.sln")))
            {
                return folder.FullName;
            }
        }

        throw new DirectoryNotFoundException("no ImageGate.sln above " + AppContext.BaseDirectory);
    }
}
