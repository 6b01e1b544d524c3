using System.Text.Json;

namespace Counterfactual.EndToEnd.Tests.Kubernetes;

/// <summary>What <c>kubectl kustomize</c> makes of an overlay, with what the published schemas find wrong.</summary>
internal sealed class RenderedManifests
{
    private const string Shell = "set -o pipefail; \"$1\" kustomize \"$2\" | node \"$3\" \"$4\"";

    private RenderedManifests(IReadOnlyList<RenderedObject> objects) => Objects = objects;

    public IReadOnlyList<RenderedObject> Objects { get; }

    /// <summary>Every pod template, by the object that has it.</summary>
    public IEnumerable<(RenderedObject Owner, JsonElement Pod)> Pods =>
        Objects.Where(rendered => rendered.Kind is "StatefulSet" or "Deployment")
            .Select(owner => (owner, owner.Json.GetProperty("spec").GetProperty("template")));

    /// <summary>Renders an overlay of the repository.</summary>
    /// <param name="overlay">Its folder in <c>deploy/k8s/overlays</c>.</param>
    public static Task<RenderedManifests> OfOverlayAsync(string overlay) =>
        ReadAsync(Shell, Repository.Path("artifacts/npm/bin/kubectl"), Repository.Path($"deploy/k8s/overlays/{overlay}"));

    /// <summary>Reads a file of manifests as it is.</summary>
    public static Task<RenderedManifests> OfFileAsync(string path) =>
        ReadAsync("node \"$3\" \"$4\" <\"$2\"", "", Repository.Path(path));

    public RenderedObject Find(string kind, string name) =>
        Objects.Single(rendered => rendered.Kind == kind && rendered.Name == name);

    private static async Task<RenderedManifests> ReadAsync(string script, string kubectl, string input)
    {
        var modules = Repository.Path("artifacts/npm");
        Assert.True(Directory.Exists(modules), $"{modules} is not there; run eng/install-node-packages (./test does)");
        await using var process = ConsoleProcess.StartProgram(
            "bash", ["-c", script, "bash", kubectl, input, Repository.Path("tests/npm/validate.js"), modules]);
        var json = (await process.WaitForExitAsync()).Expect(0).Output;
        return new([.. JsonDocument.Parse(json).RootElement.EnumerateArray().Select(RenderedObject.Read)]);
    }
}

/// <summary>One object.</summary>
/// <param name="Json">As it would be sent to the API server.</param>
/// <param name="Problems">What its schema finds wrong; null where the schema of its kind is not published as a package.</param>
internal sealed record RenderedObject(JsonElement Json, IReadOnlyList<string>? Problems)
{
    public string Kind => Json.GetProperty("kind").GetString()!;

    public string Name => Json.GetProperty("metadata").GetProperty("name").GetString()!;

    public JsonElement Spec => Json.GetProperty("spec");

    internal static RenderedObject Read(JsonElement item) => new(
        item.GetProperty("object"),
        item.GetProperty("problems") is { ValueKind: JsonValueKind.Array } problems
            ? [.. problems.EnumerateArray().Select(problem => problem.GetString()!)]
            : null);
}
