namespace Counterfactual.Grains.Models;

/// <summary>The models that all silos of a database know; there is one, of key <see cref="Key"/>.</summary>
[Alias("counterfactual.model-catalogue")]
public interface IModelCatalogueGrain : IGrainWithStringKey
{
    /// <summary>The key of the one catalogue.</summary>
    const string Key = "models";

    /// <summary>Makes a model known; one of the same name and content is left as it is, with its heads.</summary>
    /// <returns>The model as it is known now.</returns>
    /// <exception cref="ArgumentException">The name has another form.</exception>
    /// <exception cref="RegistryConflictException">Another model has the name.</exception>
    Task<RegisteredModel> Add(RegisteredModel model);

    /// <summary>Makes a head of a model known; one of the same name and content is left as it is.</summary>
    /// <returns>The model as it is known now.</returns>
    /// <exception cref="ArgumentException">The name has another form.</exception>
    /// <exception cref="GrainNotFoundException">There is no such model.</exception>
    /// <exception cref="RegistryConflictException">Another head of the model has the name.</exception>
    Task<RegisteredModel> AddHead(string model, RegisteredHead head);

    /// <summary>All models, by name.</summary>
    [ReadOnly] Task<IReadOnlyList<RegisteredModel>> List();
}
