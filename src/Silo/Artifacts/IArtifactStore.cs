using Counterfactual.Grains.Experiments;

namespace Counterfactual.Silo.Artifacts;

/// <summary>
/// Files that outlive the process that wrote them: checkpoints, models. A name has one or more segments, separated by
/// slashes, of letters, digits, '.', '_' and '-', none beginning with a dot; it is at most 512 characters long.
/// </summary>
public interface IArtifactStore
{
    /// <summary>
    /// Stores a file, which is taken over: it is gone from its place afterwards. It is there as a whole or not at all.
    /// </summary>
    /// <param name="name">The name; an older artifact of this name is replaced.</param>
    /// <param name="file">Path of the file.</param>
    /// <param name="cancellation">Gives up; the file is then in one place or the other.</param>
    /// <exception cref="ArgumentException">The name has another form.</exception>
    Task<ArtifactReference> PutAsync(string name, string file, CancellationToken cancellation = default);

    /// <summary>The path of a local file with the artifact's content, checked; it must not be changed.</summary>
    /// <exception cref="DamagedArtifactException">It is gone, or its length or SHA-256 is another.</exception>
    Task<string> GetAsync(ArtifactReference artifact, CancellationToken cancellation = default);

    /// <summary>
    /// The local directory that holds, as files, the artifacts whose names begin with a folder and have one more segment.
    /// </summary>
    /// <param name="folder">The folder: one segment.</param>
    /// <exception cref="ArgumentException">The name has another form.</exception>
    string DirectoryOf(string folder);

    /// <summary>Removes an artifact; nothing happens where it is gone.</summary>
    Task DeleteAsync(string name, CancellationToken cancellation = default);

    /// <summary>Takes a damaged artifact out of the way, for people to look at; nothing happens where it is gone.</summary>
    Task SetAsideAsync(string name, CancellationToken cancellation = default);
}
