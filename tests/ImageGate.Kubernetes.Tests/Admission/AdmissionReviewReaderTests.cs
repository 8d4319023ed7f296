using System.Text;
using System.Text.Json.Nodes;
using ImageGate.Kubernetes.Admission;
using ImageGate.Kubernetes.Workloads;

namespace ImageGate.Kubernetes.Tests.Admission;

public sealed class AdmissionReviewReaderTests
{
    private static readonly byte[] Good = Reviews.Of("v1 Pod pods", "CREATE", Reviews.Pod("nginx:1.27")).Bytes();

    [Fact]
    public void A_review_of_the_api_server_is_read()
    {
        AdmissionRequest request = Read(Reviews.Of("apps/v1 Deployment deployments", "UPDATE", Reviews.Deployment(1, "a"), Reviews.Deployment(2, "b")).Bytes());

        request.Uid.Should().Be(Reviews.Uid);
        request.Kind.Should().Be(new GroupVersionKind("apps", "v1", "Deployment"));
        request.Resource.Should().Be(new GroupVersionResource("apps", "v1", "deployments"));
        request.SubResource.Should().BeEmpty();
        (request.Name, request.Namespace, request.UserName).Should().Be(("shop-5d8c", "prod", "jane@acme.io"));
        (request.Operation, request.DryRun).Should().Be((AdmissionOperation.Update, false));
        request.Object!.Value.GetProperty("spec").GetProperty("replicas").GetInt32().Should().Be(1);
        request.OldObject!.Value.GetProperty("spec").GetProperty("replicas").GetInt32().Should().Be(2);
    }

    [Theory]
    [InlineData("CREATE", AdmissionOperation.Create)]
    [InlineData("UPDATE", AdmissionOperation.Update)]
    [InlineData("DELETE", AdmissionOperation.Delete)]
    [InlineData("CONNECT", AdmissionOperation.Connect)]
    public void Every_operation_is_known(string text, AdmissionOperation expected) =>
        Read(Reviews.Of("v1 Pod pods", text, null).Bytes()).Operation.Should().Be(expected);

    [Fact]
    public void What_the_server_leaves_out_is_empty()
    {
        JsonObject review = Reviews.Of("v1 Pod pods", "CREATE", Reviews.Pod("nginx"));
        foreach (string name in new[] { "name", "namespace", "userInfo", "dryRun", "options", "oldObject", "requestKind" })
        {
            review["request"]!.AsObject().Remove(name);
        }

        AdmissionRequest request = Read(review.Bytes());

        (request.Name, request.Namespace, request.UserName, request.DryRun, request.OldObject).Should().Be(("", "", "", false, null));
    }

    [Fact]
    public void Unknown_fields_are_ignored()
    {
        JsonObject review = Reviews.Of("v1 Pod pods", "CREATE", null);
        review["response"] = new JsonArray(1);
        review["request"]!["somethingNew"] = 5;

        Read(review.Bytes()).Uid.Should().Be(Reviews.Uid);
    }

    [Fact]
    public void The_generated_name_is_shown_with_a_star()
    {
        JsonObject pod = Reviews.Pod("nginx");
        pod["metadata"]!["generateName"] = "shop-";
        JsonObject review = Reviews.Of("v1 Pod pods", "CREATE", pod);
        review["request"]!["name"] = "";

        Read(review.Bytes()).DisplayName.Should().Be("shop-*");
    }

    [Theory]
    [InlineData("")]
    [InlineData("nginx")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("\"x\"")]
    [InlineData("{\"apiVersion\":\"admission.k8s.io/v1\",\"kind\":\"AdmissionReview\"}")]
    [InlineData("{\"apiVersion\":\"admission.k8s.io/v1\",\"kind\":\"AdmissionReview\",\"request\":[]}")]
    [InlineData("{\"apiVersion\":\"admission.k8s.io/v1\",\"kind\":\"AdmissionReview\",\"request\":null}")]
    [InlineData("{/* */}")]
    [InlineData("{\"a\":1,}")]
    public void What_is_no_review_is_refused_with_one_line(string body) => Refuse(Encoding.UTF8.GetBytes(body));

    [Theory]
    [InlineData("apiVersion", "\"admission.k8s.io/v1beta1\"")]
    [InlineData("apiVersion", "1")]
    [InlineData("kind", "\"admissionreview\"")]
    [InlineData("kind", "null")]
    public void Another_version_or_kind_is_refused(string name, string json) => Refuse(With(review => review[name] = JsonNode.Parse(json)));

    [Theory]
    [InlineData("uid", "null", "request.uid is missing")]
    [InlineData("uid", "\"\"", "request.uid is empty")]
    [InlineData("uid", "5", "request.uid is not a string")]
    [InlineData("uid", "\"a b\"", "printable")]
    [InlineData("uid", "\"a\\nb\"", "printable")]
    [InlineData("uid", "\"\\u00e4\"", "printable")]
    [InlineData("kind", "\"Pod\"", "request.kind is not an object")]
    [InlineData("kind", "{\"version\":\"v1\"}", "request.kind.kind is missing")]
    [InlineData("kind", "{\"version\":\"v1\",\"kind\":true}", "request.kind.kind is not a string")]
    [InlineData("kind", "{\"group\":1,\"version\":\"v1\",\"kind\":\"Pod\"}", "request.kind.group is not a string")]
    [InlineData("resource", "null", "request.resource is missing")]
    [InlineData("resource", "{\"version\":\"v1\",\"resource\":\"\"}", "request.resource.resource is empty")]
    [InlineData("subResource", "[]", "request.subResource is not a string")]
    [InlineData("name", "{}", "request.name is not a string")]
    [InlineData("namespace", "7", "request.namespace is not a string")]
    [InlineData("operation", "\"create\"", "request.operation is none of")]
    [InlineData("operation", "null", "request.operation is missing")]
    [InlineData("userInfo", "\"jane\"", "request.userInfo is not an object")]
    [InlineData("userInfo", "{\"username\":1}", "request.userInfo.username is not a string")]
    [InlineData("dryRun", "\"true\"", "request.dryRun is not true or false")]
    [InlineData("object", "[]", "request.object is not an object")]
    [InlineData("oldObject", "\"x\"", "request.oldObject is not an object")]
    public void A_member_of_the_wrong_type_is_named(string name, string json, string expected) =>
        Refuse(With(review => review["request"]![name] = JsonNode.Parse(json))).Should().Contain(expected);

    [Fact]
    public void A_uid_over_its_bound_is_refused()
    {
        Refuse(With(review => review["request"]!["uid"] = new string('a', Limits.MaxUidCharacters + 1)));
        Read(With(review => review["request"]!["uid"] = new string('a', Limits.MaxUidCharacters))).Uid.Should().HaveLength(Limits.MaxUidCharacters);
    }

    [Theory]
    [InlineData("\"kind\":\"AdmissionReview\"", "\"kind\":\"AdmissionReview\",\"kind\":\"AdmissionReview\"")]
    [InlineData("\"uid\":\"705", "\"uid\":\"x\",\"uid\":\"705")]
    [InlineData("\"operation\":", "\"operation\":\"DELETE\",\"operation\":")]
    [InlineData("\"operation\":", "\"operatio\\u006e\":\"DELETE\",\"operation\":")]
    [InlineData("\"spec\":", "\"spec\":{},\"spec\":")]
    [InlineData("\"image\":", "\"image\":\"evil\",\"image\":")]
    [InlineData("\"image\":", "\"im\\u0061ge\":\"evil\",\"image\":")]
    [InlineData("\"group\":", "\"group\":\"apps\",\"group\":")]
    [InlineData("\"username\":", "\"username\":\"system:admin\",\"username\":")]
    [InlineData("\"emptyDir\":{}", "\"emptyDir\":{\"a\":1,\"a\":1}")]
    public void A_name_that_stands_twice_is_refused_at_every_level(string from, string to)
    {
        string text = Encoding.UTF8.GetString(Good);
        int at = text.IndexOf(from, StringComparison.Ordinal);

        Refuse(Encoding.UTF8.GetBytes(text[..at] + to + text[(at + from.Length)..])).Should().Contain("twice");
    }

    [Theory]
    [InlineData(new byte[] { 0xFF })]
    [InlineData(new byte[] { 0xC0, 0xAF })]               // overlong
    [InlineData(new byte[] { 0xED, 0xA0, 0x80 })]         // an encoded surrogate
    [InlineData(new byte[] { 0xE2, 0x82 })]
    public void Invalid_utf8_is_refused_wherever_it_is(byte[] bad)
    {
        foreach (string place in new[] { "nginx", "jane@", "fieldManager", "kubectl-client", "\"kind\"", "{" })
        {
            int at = Good.AsSpan().IndexOf(Encoding.UTF8.GetBytes(place)) + 1;
            Refuse([.. Good[..at], .. bad, .. Good[at..]]).Should().Contain("UTF-8");
        }
    }

    [Theory]
    [InlineData(@"\ud800")]
    [InlineData(@"\uDC00")]
    [InlineData(@"\udc00\ud800")]
    public void Half_of_a_surrogate_pair_is_refused_wherever_it_is(string half)
    {
        string text = Encoding.UTF8.GetString(Good);
        foreach (string place in new[] { "nginx", "jane@", "fieldManager", "kubectl-client" })
        {
            Refuse(Encoding.UTF8.GetBytes(text.Replace(place, place + half, StringComparison.Ordinal))).Should().Contain("surrogate");
        }
    }

    [Fact]
    public void A_whole_surrogate_pair_is_read() =>
        Read(Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(Good).Replace("jane", @"\ud83d\ude00", StringComparison.Ordinal))).UserName.Should().Be("😀@acme.io");

    [Theory]
    [InlineData(" x")]
    [InlineData("{}")]
    [InlineData("\0")]
    [InlineData(",")]
    public void What_follows_the_document_is_refused(string rest) => Refuse([.. Good, .. Encoding.UTF8.GetBytes(rest)]);

    [Fact]
    public void A_byte_order_mark_is_refused() => Refuse([0xEF, 0xBB, 0xBF, .. Good]);

    [Fact]
    public void Every_beginning_of_a_review_is_refused()
    {
        for (int length = 0; length < Good.Length; length++)
        {
            Refuse(Good[..length]);
        }
    }

    [Theory]
    [InlineData('[', ']')]
    [InlineData('{', '}')]
    public void A_nesting_bomb_is_refused(char open, char close)
    {
        string opening = open == '[' ? "[" : "{\"a\":";
        foreach (int levels in new[] { Limits.MaxReviewDepth + 1, 100_000, 600_000 })
        {
            string bomb = string.Concat(Enumerable.Repeat(opening, levels)) + "1" + new string(close, levels);
            Refuse(Encoding.UTF8.GetBytes(bomb));
            Refuse(Encoding.UTF8.GetBytes("{\"apiVersion\":\"admission.k8s.io/v1\",\"kind\":\"AdmissionReview\",\"request\":{\"object\":" + bomb + "}}"));
            Refuse(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(opening, levels))));
        }
    }

    [Fact]
    public void Names_are_compared_by_case() => Refuse(With(review =>
    {
        JsonNode request = review["request"]!.DeepClone();
        review.Remove("request");
        review["Request"] = request;
    })).Should().Contain("request is missing");

    [Fact]
    public void A_body_over_its_bound_is_refused_unread() =>
        AdmissionReviewReader.Read(new byte[Limits.MaxReviewBytes + 1]).Should().BeOfType<ReviewReading.NotAReview>().Which.StatusCode.Should().Be(413);

    [Fact]
    public void Bytes_that_are_changed_at_random_never_throw()
    {
        var random = new Random(20_261);
        for (int round = 0; round < 5_000; round++)
        {
            byte[] bytes = [.. Good];
            for (int change = 0; change < 3; change++)
            {
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            }

            FluentActions.Invoking(() => AdmissionReviewReader.Read(bytes)).Should().NotThrow();
        }
    }

    private static byte[] With(Action<JsonObject> change)
    {
        JsonObject review = JsonNode.Parse(Good)!.AsObject();
        change(review);
        return review.Bytes();
    }

    private static AdmissionRequest Read(byte[] body) => AdmissionReviewReader.Read(body).Should().BeOfType<ReviewReading.Request>().Which.Value;

    private static string Refuse(byte[] body)
    {
        ReviewReading.NotAReview refused = AdmissionReviewReader.Read(body).Should().BeOfType<ReviewReading.NotAReview>().Which;
        refused.StatusCode.Should().Be(400);
        refused.Line.Should().NotContainAny("\n", "\r");
        refused.Line.Length.Should().BeInRange(20, 300);
        return refused.Line;
    }
}
