using System.Diagnostics;
using System.Globalization;

namespace ImageGate.Load;

/// <summary>
/// The load generator <c>wrk</c>, which takes less of the gate's processors than a driver in .NET: one thread, HTTPS with
/// HTTP/1.1, every answer compared byte by byte with one that was found right.
/// </summary>
/// <param name="wrk">The program.</param>
/// <param name="folder">For its script.</param>
internal sealed class WrkDriver(string wrk, string folder)
{
    private const int Steps = 1_000;
    private const double MicrosecondsPerSecond = 1_000_000;

    private const string Script = """
        local function read(name)
          local file = assert(io.open(name, "rb"))
          local text = file:read("*a")
          file:close()
          return text
        end

        local threads = {}
        function setup(thread)
          table.insert(threads, thread)
        end

        function init(args)
          wrong = 0
          expected = read(args[2])
          wrk.method = "POST"
          wrk.body = read(args[1])
          wrk.headers["Content-Type"] = "application/json"
        end

        function response(status, headers, body)
          if status ~= 200 or body ~= expected then wrong = wrong + 1 end
        end

        function done(summary, latency, requests)
          local wrong = 0
          for _, thread in ipairs(threads) do wrong = wrong + thread:get("wrong") end
          local broken = summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout
          io.write(string.format("count %d\nwrong %d\nbroken %d\nmax %d\n", summary.requests, wrong, broken, latency.max))
          for step = 1, 1000 do io.write(string.format("at %d %d\n", step, latency:percentile(step / 10))) end
        end
        """;

    /// <summary>Asks the same over and over, each connection one request after the other.</summary>
    public async Task<Outcome> RunAsync(int port, Review review, int connections, TimeSpan duration)
    {
        byte[] expected = await ExpectedAsync(port, review);
        (string script, string body, string answer) = (Path.Combine(folder, "wrk.lua"), Path.Combine(folder, "wrk-body"), Path.Combine(folder, "wrk-answer"));
        await File.WriteAllTextAsync(script, Script);
        await File.WriteAllBytesAsync(body, review.Body.ToArray());
        await File.WriteAllBytesAsync(answer, expected);
        using Process process = Process.Start(new ProcessStartInfo(
            wrk,
            [
                "--threads", "1", "--connections", connections.ToString(CultureInfo.InvariantCulture), "--duration", $"{(int)Math.Ceiling(duration.TotalSeconds)}s",
                "--script", script, $"https://127.0.0.1:{port}/mutate?timeout=10s", "--", body, answer,
            ])
        {
            RedirectStandardOutput = true,
        })!;
        string said = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? Read(said) : throw new InvalidOperationException("wrk failed: " + said);
    }

    private static async Task<byte[]> ExpectedAsync(int port, Review review)
    {
        using GateConnection connection = await GateConnection.OpenAsync(port, CancellationToken.None);
        Verdict verdict = await connection.AskAsync(review, CancellationToken.None);
        return verdict == Verdict.Right && review.Seen is { } seen ? seen : throw new InvalidOperationException("the gate's answer is not the expected one: " + review.Surprise);
    }

    // The distribution comes in steps of a thousandth, which is fine enough for the quantiles of the table.
    private static Outcome Read(string said)
    {
        var outcome = new Outcome();
        string[][] lines = [.. said.Split('\n').Select(line => line.Split(' '))];
        long ValueOf(string name) => long.Parse(lines.Single(line => line[0] == name)[1], CultureInfo.InvariantCulture);
        long count = ValueOf("count");
        foreach (string[] line in lines.Where(line => line[0] == "at"))
        {
            long step = long.Parse(line[1], CultureInfo.InvariantCulture);
            outcome.Latencies.Add(Microseconds(line[2]), (count * step / Steps) - (count * (step - 1) / Steps));
        }

        outcome.AddForeign(ValueOf("wrong"), ValueOf("broken"));
        return outcome;
    }

    private static TimeSpan Microseconds(string text) => TimeSpan.FromSeconds(double.Parse(text, CultureInfo.InvariantCulture) / MicrosecondsPerSecond);
}
