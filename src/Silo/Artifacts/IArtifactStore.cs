using Counterfactual.Grains.Experiments;

namespace Counterfactual.Silo.Artifacts;

/// <summary>
/// Files that outlive the process that wrote them: checkpoints, models. A name has one or more segments, separated by
/// slashes, of letters, digits, '.', '_' and '-', none beginning with a dot; it is at most 512 characters long.
/// </summary>
public interface IArtifactStore
{
    /// <summary>
    /// The store's own random id of 32 hexadecimal digits, which it keeps for as long as it exists: it tells whether two silos
    /// have one store, by whatever paths or addresses they reach it. Made when it is first asked for.
    /// </summary>
    /// <exception cref="ArtifactStoreException">The store cannot be reached or used.</exception>
    Task<string> IdentifyAsync(CancellationToken cancellation = default);

    /// <summary>
    /// Stores a file, which is taken over: it is gone from its place afterwards. It is there as a whole or not at all.
    /// </summary>
    /// <param name="name">The name; an older artifact of this name is replaced.</param>
    /// <param name="file">Path of the file.</param>
    /// <param name="cancellation">Gives up; the file is then in one place or the other.</param>
    /// <exception cref="ArgumentException">The name has another form.</exception>
    /// <exception cref="ArtifactStoreException">
    /// The store cannot be reached or used, or somebody else stores another file under this name at the same time.
    /// </exception>
    Task<ArtifactReference> PutAsync(string name, string file, CancellationToken cancellation = default);

    /// <summary>The path of a local file with the artifact's content, checked; it must not be changed.</summary>
    /// <exception cref="DamagedArtifactException">It is gone, or its length or SHA-256 is another.</exception>
    /// <exception cref="ArtifactStoreException">The store cannot be reached or used.</exception>
    Task<string> GetAsync(ArtifactReference artifact, CancellationToken cancellation = default);

    /// <summary>
    /// The local directory in which <see cref="GetAsync"/> finds or places artifacts whose names begin with a folder and have
    /// one more segment, which is the file's name.
    /// </summary>
    /// <param name="folder">The folder: one segment.</param>
    /// <exception cref="ArgumentException">The name has another form.</exception>
    string DirectoryOf(string folder);

    /// <summary>All that lies in a folder or below it, damaged and unfinished files as well, in no particular order.</summary>
    /// <param name="folder">The folder, one or more segments; null for the whole store.</param>
    /// <param name="cancellation">Ends the listing.</param>
    /// <exception cref="ArgumentException">The name has another form.</exception>
    /// <exception cref="ArtifactStoreException">The store cannot be reached or used.</exception>
    IAsyncEnumerable<StoredArtifact> ListAsync(string? folder = null, CancellationToken cancellation = default);

    /// <summary>Removes what was listed, unless it has changed since or is gone.</summary>
    /// <returns>Whether it was removed.</returns>
    Task<bool> RemoveAsync(StoredArtifact listed, CancellationToken cancellation = default);

    /// <summary>Removes an artifact; nothing happens where it is gone.</summary>
    Task DeleteAsync(string name, CancellationToken cancellation = default);

    /// <summary>Takes a damaged artifact out of the way, for people to look at; nothing happens where it is gone.</summary>
    Task SetAsideAsync(string name, CancellationToken cancellation = default);
}
