namespace Counterfactual.Grains.Models;

/// <summary>The registry of models.</summary>
/// <param name="catalogue">What is registered.</param>
public sealed class ModelCatalogueGrain([PersistentState("catalogue")] IPersistentState<ModelCatalogueState> catalogue)
    : Grain, IModelCatalogueGrain
{
    /// <inheritdoc/>
    public async Task<RegisteredModel> Add(RegisteredModel model)
    {
        RequireName(model.Name, "model");
        if (Find(model.Name) is { } known)
        {
            return known.Artifact.Sha256 == model.Artifact.Sha256
                ? known
                : throw new RegistryConflictException(
                    $"there is another model '{model.Name}', with the SHA-256 {known.Artifact.Sha256}; choose another name");
        }

        await StoreAsync(model);
        return model;
    }

    /// <inheritdoc/>
    public async Task<RegisteredModel> AddHead(string model, RegisteredHead head)
    {
        RequireName(head.Name, "head");
        var known = Find(model) ?? throw new GrainNotFoundException($"no model '{model}'");
        if (known.Heads.FirstOrDefault(other => other.Name == head.Name) is { } taken)
        {
            return taken.Fingerprint == head.Fingerprint && taken.Artifact.Sha256 == head.Artifact.Sha256
                ? known
                : throw new RegistryConflictException(
                    $"model '{model}' has another head '{head.Name}', of {taken.Classes} classes and "
                    + $"{taken.Templates} templates; choose another name");
        }

        var extended = known with { Heads = [.. known.Heads.Append(head).OrderBy(each => each.Name, StringComparer.Ordinal)] };
        await StoreAsync(extended);
        return extended;
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<RegisteredModel>> List() => Task.FromResult(catalogue.State.Models);

    private RegisteredModel? Find(string name) => catalogue.State.Models.FirstOrDefault(model => model.Name == name);

    private Task StoreAsync(RegisteredModel model)
    {
        catalogue.State.Models =
        [
            .. catalogue.State.Models.Where(other => other.Name != model.Name).Append(model)
                .OrderBy(each => each.Name, StringComparer.Ordinal),
        ];
        return catalogue.WriteStateAsync();
    }

    private static void RequireName(string name, string kind)
    {
        if (!RegistryName.IsValid(name))
        {
            throw new ArgumentException($"'{name}' is no name of a {kind}; expected {RegistryName.Form}", nameof(name));
        }
    }
}

/// <summary>What the catalogue remembers.</summary>
[GenerateSerializer, Alias("counterfactual.model-catalogue-state")]
public sealed class ModelCatalogueState
{
    /// <summary>The models, by name.</summary>
    [Id(0)] public IReadOnlyList<RegisteredModel> Models { get; set; } = [];
}
