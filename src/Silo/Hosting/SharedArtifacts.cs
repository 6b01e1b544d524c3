using Counterfactual.Grains.Hosting;
using Counterfactual.Silo.Artifacts;
using Counterfactual.Silo.Home;

namespace Counterfactual.Silo.Hosting;

/// <summary>The artifact store of a silo, which must be that of all silos of its database.</summary>
internal static class SharedArtifacts
{
    /// <exception cref="ArtifactStoreException">It cannot be reached or used.</exception>
    /// <exception cref="SiloHomeException">The database belongs to another.</exception>
    internal static async Task<IArtifactStore> OpenAsync(
        SiloHome home, SiloOptions options, ArtifactBinding binding, ILogger log, CancellationToken cancellation)
    {
        var place = options.Artifacts ?? new ArtifactLocation.Folder(home.Artifacts);
        var artifacts = await place.OpenAsync(home.Downloads, log, cancellation);
        if (!options.RunTrainers)
        {
            // It stores nothing, and reads what it finds.
            return artifacts;
        }

        var id = await artifacts.IdentifyAsync(cancellation);
        var bound = await binding.BindAsync(id, place.ToString(), options.RebindArtifacts, cancellation);
        return bound.Id == id
            ? artifacts
            : throw new SiloHomeException(
                $"the artifacts in {place} are not those of this silo's database, which were in {bound.Place} (artifact store "
                + $"{bound.Id}): silos of one database share one place of artifacts, or cannot read each other's checkpoints; "
                + "name it with --artifacts, or, if it is lost, let the database have this one from now on with "
                + "'silo --rebind-artifacts'");
    }
}
