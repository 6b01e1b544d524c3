using System.Text.Json;
using Microsoft.AspNetCore.Routing;

namespace Counterfactual.Silo.Tests.Api;

public sealed class OpenApiTests : IAsyncLifetime
{
    private TcpSilo tcp = null!;
    private JsonElement document;

    public async Task InitializeAsync()
    {
        tcp = await TcpSilo.StartAsync();
        using var response = await tcp.ClientWith().GetAsync("/v1/openapi.json");
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, text);
        document = JsonDocument.Parse(text).RootElement;
    }

    public async Task DisposeAsync() => await tcp.DisposeAsync();

    [Fact]
    public void Every_route_is_described_and_nothing_else()
    {
        var described = document.GetProperty("paths").EnumerateObject()
            .SelectMany(path => path.Value.EnumerateObject().Select(method => $"{method.Name.ToUpperInvariant()} {path.Name}"));
        var routes = tcp.Silo.Silo!.Endpoints.OfType<RouteEndpoint>()
            .Where(route => route.RoutePattern.RawText!.StartsWith("/v1/", StringComparison.Ordinal))
            .Where(route => route.RoutePattern.RawText != "/v1/openapi.json")
            .SelectMany(route => route.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods.Select(method =>
                $"{method} {route.RoutePattern.RawText!.Replace("{**", "{", StringComparison.Ordinal)}"));
        Assert.Equal(routes.Order(), described.Order());
    }

    [Fact]
    public void The_reference_implementation_of_the_standard_finds_nothing_wrong()
    {
        var read = Microsoft.OpenApi.OpenApiDocument.Parse(document.GetRawText(), "json");
        Assert.Empty(read.Diagnostic!.Errors);
        Assert.Empty(read.Diagnostic.Warnings);
        Assert.NotEmpty(read.Document!.Paths);
    }

    [Fact]
    public void Every_operation_says_what_it_answers_what_it_needs_and_how_it_refuses()
    {
        foreach (var path in document.GetProperty("paths").EnumerateObject())
        {
            foreach (var operation in path.Value.EnumerateObject())
            {
                var what = $"{operation.Name} {path.Name}";
                var responses = operation.Value.GetProperty("responses");
                Assert.True(responses.EnumerateObject().Any(response => response.Name.StartsWith('2')), what);
                var problem = responses.GetProperty("default").GetProperty("content").GetProperty("application/problem+json")
                    .GetProperty("schema");
                Assert.Equal("#/components/schemas/RequestProblem", problem.GetProperty("$ref").GetString());
                Assert.True(operation.Value.GetProperty("security")[0].GetProperty("token")[0].GetString() is "viewer"
                    or "operator", what);
            }
        }

        Assert.Equal("bearer", document.GetProperty("components").GetProperty("securitySchemes").GetProperty("token")
            .GetProperty("scheme").GetString());
    }

    [Fact]
    public void Every_reference_leads_somewhere_and_every_property_has_a_type()
    {
        var schemas = document.GetProperty("components").GetProperty("schemas");
        var references = References(document).ToList();
        Assert.NotEmpty(references);
        Assert.All(references, reference =>
        {
            Assert.StartsWith("#/components/schemas/", reference, StringComparison.Ordinal);
            Assert.True(schemas.TryGetProperty(reference["#/components/schemas/".Length..], out _), reference);
        });
        var details = schemas.GetProperty("ExperimentDetails").GetProperty("properties");
        Assert.True(details.GetProperty("id").TryGetProperty("type", out _));
        Assert.Contains("queued", schemas.GetProperty("ExperimentStatus").GetProperty("enum").EnumerateArray()
            .Select(word => word.GetString()));
    }

    [Fact]
    public void What_the_code_says_of_a_property_is_in_the_description()
    {
        var sweep = document.GetProperty("components").GetProperty("schemas").GetProperty("SweepSummary");
        Assert.Contains("One line of the list of sweeps", sweep.GetProperty("description").GetString(), StringComparison.Ordinal);
    }

    private static IEnumerable<string> References(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(property =>
            property is { Name: "$ref", Value.ValueKind: JsonValueKind.String }
                ? [property.Value.GetString()!]
                : References(property.Value)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(References),
        _ => [],
    };
}
