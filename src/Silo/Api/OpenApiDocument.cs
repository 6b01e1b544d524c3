using Counterfactual.Silo.Api.Access;
using Counterfactual.Silo.Api.Contracts;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Counterfactual.Silo.Api;

/// <summary>The OpenAPI description of the API, made from its routes.</summary>
internal static class OpenApiDocument
{
    private const string DocumentName = "v1";
    private const string TokenScheme = "token";

    internal static void AddTo(IServiceCollection services) => services.AddOpenApi(DocumentName, options =>
    {
        options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
        options.AddDocumentTransformer((document, _, _) =>
        {
            Describe(document);
            return Task.CompletedTask;
        });
        options.AddOperationTransformer(DescribeAsync);
    });

    internal static void MapOpenApiDocument(this IEndpointRouteBuilder routes) => routes.MapOpenApi(ApiRoutes.OpenApi);

    private static void Describe(Microsoft.OpenApi.OpenApiDocument document)
    {
        document.Info = new OpenApiInfo
        {
            Title = "Counterfactual",
            Version = typeof(OpenApiDocument).Assembly.GetName().Version!.ToString(3),
            Description = "Sweeps of counterfactual fine-tuning experiments: launched, followed, looked at.",
        };
        document.Servers?.Clear();
        document.Tags = null;
        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
        {
            [TokenScheme] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http,
                Scheme = "bearer",
                Description = "A token that 'counterfactual token create' prints. The socket in the silo's home needs none.",
            },
        };
    }

    private static async Task DescribeAsync(
        OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellation)
    {
        var problem = await context.GetOrCreateSchemaAsync(typeof(RequestProblem), cancellationToken: cancellation);
        context.Document!.AddComponent(nameof(RequestProblem), problem);
        operation.Tags = null;
        operation.Responses ??= [];
        operation.Responses["default"] = new OpenApiResponse
        {
            Description = "What was wrong, and what would be right.",
            Content = new Dictionary<string, OpenApiMediaType>
            {
                ["application/problem+json"] = new()
                {
                    Schema = new OpenApiSchemaReference(nameof(RequestProblem), context.Document),
                },
            },
        };
        if (AccessRules.Of(context.Description.HttpMethod!, "/" + context.Description.RelativePath) is var access
            and not RouteAccess.Anyone)
        {
            operation.Security =
            [
                new()
                {
                    [new OpenApiSecuritySchemeReference(TokenScheme, context.Document)] =
                        [access == RouteAccess.Viewer ? "viewer" : "operator"],
                },
            ];
        }
    }
}
