using System.Text;

namespace ImageGate.EndToEnd.Parts;

/// <summary>AdmissionReviews that are sent without an API server.</summary>
internal static class Review
{
    /// <summary>The creation of a Pod.</summary>
    public static StringContent Of(string image) => new(
        $$"""
        {
          "apiVersion": "admission.k8s.io/v1", "kind": "AdmissionReview",
          "request": {
            "uid": "5f1c2a0e-0000-4000-8000-000000000001", "operation": "CREATE", "namespace": "guarded", "name": "pod",
            "kind": {"group": "", "version": "v1", "kind": "Pod"},
            "resource": {"group": "", "version": "v1", "resource": "pods"},
            "object": {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "pod"}, "spec": {"containers": [{"name": "main", "image": "{{image}}"}]} }
          }
        }
        """,
        Encoding.UTF8,
        "application/json");
}
