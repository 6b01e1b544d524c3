using System.Security.Cryptography;
using Counterfactual.Grains.Experiments;
using Counterfactual.Grains.Models;
using Counterfactual.Grains.Runtime;
using Counterfactual.Silo.Artifacts;
using Counterfactual.Torch;
using Counterfactual.Training.Experiments;
using Counterfactual.Training.Models;
using Counterfactual.Training.ZeroShot;

namespace Counterfactual.Silo.Models;

/// <summary>
/// The registered models and heads: files in the artifact store, each under its checksum, and names for them in the catalogue.
/// A file is stored before a name leads to it, and never changed.
/// </summary>
/// <param name="grains">The door to the catalogue.</param>
/// <param name="artifacts">Holds the files.</param>
/// <param name="work">Where copies are made.</param>
internal sealed class ModelLibrary(IClusterClient grains, IArtifactStore artifacts, string work)
{
    /// <summary>The artifacts' folder.</summary>
    internal const string Folder = "models";

    private IModelCatalogueGrain Catalogue => grains.GetGrain<IModelCatalogueGrain>(IModelCatalogueGrain.Key);

    /// <summary>All models, by name.</summary>
    internal Task<IReadOnlyList<RegisteredModel>> ListAsync() => Catalogue.List();

    /// <summary>The local directory of the files of registered models and heads, once they were fetched.</summary>
    internal string Directory => artifacts.DirectoryOf(Folder);

    /// <summary>The local file of a registered model or head, once it was fetched.</summary>
    internal string FileOf(ArtifactReference artifact) => Path.Combine(Directory, Path.GetFileName(artifact.Name));

    /// <summary>Makes sure that the file of a registered model is on this machine, and whole.</summary>
    /// <exception cref="DamagedArtifactException">It is gone or damaged.</exception>
    /// <exception cref="ArtifactStoreException">The artifact store cannot be reached.</exception>
    internal Task FetchAsync(RegisteredModel model, CancellationToken cancellation) =>
        artifacts.GetAsync(model.Artifact, cancellation);

    /// <summary>
    /// Makes sure that the files of the registered model and head that settings name are on this machine, and whole; the trainer
    /// tells what the catalogue does not know.
    /// </summary>
    /// <param name="settings">The settings as JSON text; those that cannot be read name none.</param>
    /// <param name="tryAgain">Makes a turn, again where it fails for a reason that may pass.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="DamagedArtifactException">One is gone or damaged.</exception>
    /// <exception cref="ArtifactStoreException">The artifact store cannot be reached.</exception>
    internal async Task FetchNamedInAsync(string settings, Func<Func<Task>, Task> tryAgain, CancellationToken cancellation)
    {
        if (NamedIn(settings) is not { IsRegistered: true } named)
        {
            return;
        }

        IReadOnlyList<RegisteredModel> models = [];
        await tryAgain(async () => models = await ListAsync());
        foreach (var artifact in models
            .SelectMany(model => (ArtifactReference[])[model.Artifact, .. model.Heads.Select(head => head.Artifact)])
            .Where(artifact => artifact.Sha256 == named.Sha256 || artifact.Sha256 == named.HeadSha256))
        {
            await artifacts.GetAsync(artifact, cancellation);
        }
    }

    /// <summary>Copies a CLIP's file into the library and registers it.</summary>
    /// <param name="path">Absolute path of the file.</param>
    /// <param name="name">Its name; see <see cref="RegistryName"/>.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="ModelLibraryException">The name or the file is not right.</exception>
    /// <exception cref="RegistryConflictException">Another model has the name.</exception>
    internal async Task<RegisteredModel> ImportAsync(string path, string name, CancellationToken cancellation)
    {
        RequireName(name, "model");
        RequireFile(path);
        var model = Describe(path, name);

        // Before anything is copied: the catalogue may know it already, or know another.
        if ((await ListAsync()).Any(known => known.Name == name))
        {
            return await Catalogue.Add(model with { Artifact = new("", await ChecksumAsync(path, cancellation), 0) });
        }

        return await Catalogue.Add(model with { Artifact = await StoreAsync(path, copy => Describe(copy, name), cancellation) });
    }

    /// <summary>Copies a zero-shot head's file into the library and registers it with its model.</summary>
    /// <param name="model">The model's name.</param>
    /// <param name="path">Absolute path of the file.</param>
    /// <param name="name">The head's name; see <see cref="RegistryName"/>.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>The model as it is now.</returns>
    /// <exception cref="ModelLibraryException">
    /// The name or the file is not right, or the head was made for another model.
    /// </exception>
    /// <exception cref="RegistryConflictException">Another head of the model has the name.</exception>
    internal async Task<RegisteredModel> AddHeadAsync(
        RegisteredModel model, string path, string name, CancellationToken cancellation)
    {
        RequireName(name, "head");
        RequireFile(path);
        using var head = Read(path, ZeroShotHead.Load);
        if (head.Source.ModelSha256 != model.Artifact.Sha256 || head.OutputDimension != model.Features)
        {
            throw new ModelLibraryException(
                $"{path}: made for a model with the SHA-256 {head.Source.ModelSha256} and {head.OutputDimension} features; "
                + $"'{model.Name}' has {model.Artifact.Sha256} and {model.Features}");
        }

        var artifact = await StoreAsync(path, copy => Read(copy, ZeroShotHead.Load).Dispose(), cancellation);
        return await Catalogue.AddHead(
            model.Name, new(name, artifact, head.Classes, head.Source.Templates.Count, head.Source.Fingerprint()));
    }

    private static ModelSettings? NamedIn(string settings)
    {
        try
        {
            return ExperimentSettings.FromJson(settings).Model;
        }
        catch (ExperimentException)
        {
            return null;
        }
    }

    private static RegisteredModel Describe(string path, string name)
    {
        using var clip = Read(path, ClipWeights.Open);
        return new()
        {
            Name = name,
            Artifact = new("", "", 0),
            Naming = clip.Naming,
            ElementTypes = clip.ElementTypes,
            Parameters = clip.ParameterCount,
            Resolution = clip.Vision.Resolution,
            PatchSize = clip.Vision.PatchSize,
            Features = clip.Vision.OutputDimension,
            ImageTower = new(clip.Vision.Width, clip.Vision.Layers, clip.Vision.Heads),
            TextTower = clip.Text is { } text ? new(text.Width, text.Layers, text.Heads) : null,
            ContextLength = clip.Text?.ContextLength,
            VocabularySize = clip.Text?.VocabularySize,
        };
    }

    /// <summary>Copies a file into the store, under its checksum.</summary>
    /// <param name="path">The file.</param>
    /// <param name="check">Throws where the copy is not right: the file may have changed since it was looked at.</param>
    /// <param name="cancellation">Gives up.</param>
    private async Task<ArtifactReference> StoreAsync(string path, Action<string> check, CancellationToken cancellation)
    {
        var directory = System.IO.Directory.CreateDirectory(Path.Combine(work, $"import-{Guid.NewGuid():N}"));
        try
        {
            var copy = Path.Combine(directory.FullName, Path.GetFileName(path));
            var sha256 = await CopyAsync(path, copy, cancellation);
            check(copy);
            return await artifacts.PutAsync($"{Folder}/{sha256}.safetensors", copy, cancellation);
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    /// <returns>The SHA-256 of what was copied.</returns>
    private static async Task<string> CopyAsync(string path, string copy, CancellationToken cancellation)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await using var source = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
        await using var target = new FileStream(copy, FileMode.CreateNew, FileAccess.Write);
        var chunk = new byte[1 << 20];
        for (int count; (count = await source.ReadAsync(chunk, cancellation)) > 0;)
        {
            hash.AppendData(chunk, 0, count);
            await target.WriteAsync(chunk.AsMemory(0, count), cancellation);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static async Task<string> ChecksumAsync(string path, CancellationToken cancellation)
    {
        try
        {
            await using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
            return Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, cancellation));
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw new ModelLibraryException($"{path}: cannot be read: {unreadable.Message}", unreadable);
        }
    }

    private static T Read<T>(string path, Func<string, T> read)
    {
        try
        {
            return read(path);
        }
        catch (Exception wrong) when (wrong is InvalidDataException or SafetensorsException)
        {
            throw new ModelLibraryException(wrong.Message, wrong);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw new ModelLibraryException($"{path}: cannot be read: {unreadable.Message}", unreadable);
        }
    }

    private static void RequireName(string name, string kind)
    {
        if (!RegistryName.IsValid(name))
        {
            throw new ModelLibraryException($"'{name}' is no name of a {kind}; expected {RegistryName.Form}");
        }
    }

    private static void RequireFile(string path)
    {
        // A pipe or a device says that it is empty: reading it might never end.
        if (!Path.IsPathRooted(path) || path.Contains('\0') || new FileInfo(path) is not { Exists: true, Length: > 0 })
        {
            var found = Path.Exists(path) ? "empty, or not a regular file" : "no such file";
            throw new ModelLibraryException($"{path}: {found}; expected a safetensors file on the silo's machine");
        }
    }
}
