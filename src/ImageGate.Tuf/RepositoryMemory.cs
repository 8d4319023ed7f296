using System.Security.Cryptography;
using System.Text.Json;
using ImageGate.Sigstore.Tuf;

namespace ImageGate.Tuf;

/// <summary>
/// Remembers repositories from one start to the next in a folder, one file each. The protection against old metadata is only
/// as good as this memory, and what is remembered is there before the network is.
/// </summary>
/// <param name="directory">An existing folder of the caller's own; nothing else may write to it.</param>
public sealed class RepositoryMemory(string directory)
{
    private const string Extension = ".json";

    /// <summary>What is remembered of a repository.</summary>
    /// <param name="seed">The repository.</param>
    /// <param name="now">The time; a memory of the future is none, because nobody could say how old it is.</param>
    /// <param name="problem">Why a file that is there is not used, for people, or null.</param>
    /// <returns>Null when there is nothing that can be used; that is never an exception.</returns>
    public FollowedRepository? Load(TufSeed seed, DateTimeOffset now, out string? problem)
    {
        ArgumentNullException.ThrowIfNull(seed);
        (FollowedRepository? repository, problem) = Load(seed, now);
        return repository;
    }

    /// <summary>Writes what is to be remembered: all of it or nothing, whatever happens in between.</summary>
    /// <returns>Why it could not be written, for people, or null.</returns>
    public string? Save(FollowedRepository repository)
    {
        ArgumentNullException.ThrowIfNull(repository);
        if (StoredRepository.Of(repository) is not { } stored)
        {
            return null;
        }

        byte[] json = JsonSerializer.SerializeToUtf8Bytes(stored, StoredJson.Default.StoredRepository);
        if (json.Length > Limits.MaxMemoryBytes)
        {
            return $"it would have over {Limits.MaxMemoryBytes} bytes";
        }

        // A name of its own: several processes may share the folder.
        string temporary = Path.Combine(directory, $".{repository.Seed.Id}.{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8))}.tmp");
        try
        {
            Write(temporary, json);
            File.Move(temporary, PathOf(repository.Seed), overwrite: true);
            return null;
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            TryDelete(temporary);
            return failed.Message.ReplaceLineEndings(" ");
        }
    }

    private static void Write(string path, byte[] content)
    {
        using var stream = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None);
        stream.Write(content);
        stream.Flush(flushToDisk: true);
    }

    private static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            // What could not be written is often not there, and otherwise in nobody's way.
        }
    }

    private (FollowedRepository? Repository, string? Problem) Load(TufSeed seed, DateTimeOffset now)
    {
        try
        {
            var file = new FileInfo(PathOf(seed));
            if (!file.Exists)
            {
                return (null, null);
            }

            if (file.Length > Limits.MaxMemoryBytes)
            {
                return (null, $"it has over {Limits.MaxMemoryBytes} bytes");
            }

            return JsonSerializer.Deserialize(File.ReadAllBytes(file.FullName), StoredJson.Default.StoredRepository) is not { } stored ? (null, "it is empty")
                : stored.RefreshedAt > now ? (null, "it is of the future")
                : FollowedRepository.Restore(seed, stored) is { } repository ? (repository, null)
                : (null, "it does not follow from the root that the policies name");
        }
        catch (Exception unusable) when (unusable is IOException or UnauthorizedAccessException or JsonException)
        {
            return (null, unusable.Message.ReplaceLineEndings(" "));
        }
    }

    private string PathOf(TufSeed seed) => Path.Combine(directory, seed.Id + Extension);
}
