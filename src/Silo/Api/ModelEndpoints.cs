using Counterfactual.Grains.Models;
using Counterfactual.Silo.Api.Access;
using Counterfactual.Silo.Api.Contracts;
using Counterfactual.Silo.Artifacts;
using Counterfactual.Silo.Models;

namespace Counterfactual.Silo.Api;

/// <summary>Registered models and their heads.</summary>
internal static class ModelEndpoints
{
    internal static void MapModels(this IEndpointRouteBuilder routes, ApiContext context)
    {
        var library = new ModelLibrary(context.Grains.Client, context.Artifacts, context.Home.Work);
        routes.MapGet(ApiRoutes.Models, async () =>
            (IReadOnlyList<ModelDetails>)[.. (await library.ListAsync()).Select(model => Describe(model, library))]);
        routes.MapGet(ApiRoutes.ModelTemplate, async (
            string model, bool? fetch, HttpContext http, CancellationToken cancellation) =>
        {
            if (fetch == true)
            {
                Caller.Of(http).Require(RouteAccess.Operator, http.Request);
            }

            var found = await FindAsync(library, model);
            return Describe(fetch == true ? await FetchAsync(library, found, cancellation) : found, library);
        });
        routes.MapPost(ApiRoutes.Models, (RegisterFileRequest request, CancellationToken cancellation) =>
            RegisterAsync(library, () => library.ImportAsync(request.Path, request.Name, cancellation)));
        routes.MapPost(
            ApiRoutes.ModelTemplate + "/heads",
            (string model, RegisterFileRequest request, CancellationToken cancellation) => RegisterAsync(library, async () =>
                await library.AddHeadAsync(await FindAsync(library, model), request.Path, request.Name, cancellation)));
    }

    private static async Task<ModelDetails> RegisterAsync(ModelLibrary library, Func<Task<RegisteredModel>> register)
    {
        try
        {
            return Describe(await register(), library);
        }
        catch (ModelLibraryException wrong)
        {
            throw ApiException.Wrong(wrong.Message);
        }
        catch (RegistryConflictException conflict)
        {
            throw ApiException.Conflict(conflict.Message);
        }
    }

    private static async Task<RegisteredModel> FetchAsync(
        ModelLibrary library, RegisteredModel model, CancellationToken cancellation)
    {
        try
        {
            await library.FetchAsync(model, cancellation);
            return model;
        }
        catch (DamagedArtifactException damaged)
        {
            throw ApiException.Conflict(damaged.Message);
        }
    }

    private static async Task<RegisteredModel> FindAsync(ModelLibrary library, string name)
    {
        var models = await library.ListAsync();
        return models.FirstOrDefault(model => model.Name == name)
            ?? throw ApiException.Missing($"model '{name}'", [.. models.Select(model => model.Name)]);
    }

    private static ModelDetails Describe(RegisteredModel model, ModelLibrary library) => new()
    {
        Name = model.Name,
        Naming = model.Naming,
        ElementTypes = model.ElementTypes,
        Parameters = model.Parameters,
        Resolution = model.Resolution,
        PatchSize = model.PatchSize,
        Features = model.Features,
        ImageTower = Describe(model.ImageTower),
        TextTower = model.TextTower is { } text ? Describe(text) : null,
        ContextLength = model.ContextLength,
        VocabularySize = model.VocabularySize,
        File = library.FileOf(model.Artifact),
        Bytes = model.Artifact.Bytes,
        Sha256 = model.Artifact.Sha256,
        Heads =
        [
            .. model.Heads.Select(head =>
                new HeadDetails(head.Name, head.Classes, head.Templates, head.Fingerprint, head.Artifact.Sha256)),
        ],
    };

    private static TowerDetails Describe(TransformerSize size) => new(size.Width, size.Layers, size.Heads);
}
