namespace ImageGate.EndToEnd.Alerts;

/// <summary>One receiver of each format, and one with a template that people bring along; each has a path of its own.</summary>
internal static class AlertReceivers
{
    /// <summary>The receiver with the template.</summary>
    public const string Own = "own";

    /// <summary>PagerDuty's integration key.</summary>
    public const string RoutingKey = "0123456789abcdef0123456789abcdef";

    /// <summary>What Opsgenie is shown.</summary>
    public const string Authorization = "GenieKey 00000000-0000-0000-0000-000000000000";

    // As people have it for another webhook; it has to work as it is.
    private const string Template = """
        {"events":[{"timestamp":" {{ timestamp }}","rule":"Check image signature","priority":" {{priority}}","output":"{{ alert_message }} for Image {{ images }}","source":"Connaisseur AC","tags":["foo","bar"],"output_fields":{"field1":"value1","field2":"value2"}}],"labels":{"image":"{{ images }}","message":"{{ alert_message }}"}}
        """;

    /// <summary>Writes the configuration, with its secrets in files beside it.</summary>
    public static async Task<string> WriteAsync(string folder, Uri sink)
    {
        Directory.CreateDirectory(folder);
        await File.WriteAllTextAsync(Path.Combine(folder, "key"), RoutingKey + "\n");
        await File.WriteAllTextAsync(Path.Combine(folder, "authorization"), Authorization + "\n");
        await File.WriteAllTextAsync(Path.Combine(folder, "own.json"), Template);
        string file = Path.Combine(folder, "alerts.yaml");
        await File.WriteAllTextAsync(file, $$"""
            apiVersion: imagegate.dev/v1
            kind: AlertConfig
            metadata: {name: alerts}
            spec:
              cluster: lab
              receivers:
                - {name: slack, format: slack, {{Rest("slack")}}}
                - {name: teams, format: teams, {{Rest("teams")}}}
                - {name: pager-duty, format: pagerDuty, routingKeyFile: key, {{Rest("pagerDuty")}}}
                - {name: opsgenie, format: opsgenie, headers: [{name: Authorization, valueFile: authorization}], {{Rest("opsgenie")}}}
                - {name: ecs, format: ecs, {{Rest("ecs")}}}
                - {name: sysdig, format: sysdig, {{Rest("sysdig")}}}
                - {name: cloud-events, format: cloudEvents, {{Rest("cloudEvents")}}}
                - {name: webhook, format: webhook, {{Rest("webhook")}}}
                - {name: own, templateFile: own.json, {{Rest(Own)}}}
            """);
        return file;

        string Rest(string path) => $"events: [denied, wouldDeny], priority: 2, url: \"{new Uri(sink, "/" + path)}\", insecureHttp: true";
    }
}
