using Counterfactual.Training.Data.ImageFolders;
using Counterfactual.Training.Images;

namespace Counterfactual.Training.TestSets;

/// <summary>A copy of a test set on disk, found whole.</summary>
/// <param name="Definition">Which test set.</param>
/// <param name="Folder">Its images that count.</param>
/// <param name="Protocol">How predictions on them are judged; its labels are those of the folder.</param>
public sealed record TestSetFolder(TestSetDefinition Definition, ImageFolder Folder, TestSetProtocol Protocol)
{
    private const string MappingDirectory = "mappings";

    /// <summary>What is made of each image.</summary>
    public Preprocessing Preprocessing => new() { Border = Definition.Border };

    /// <summary>Lists a copy of a test set and makes sure that it is whole.</summary>
    /// <param name="definition">Which test set.</param>
    /// <param name="directory">
    /// The folders of its classes. ObjectNet's archive has them in <c>images</c>, beside <c>mappings</c>; either the archive's
    /// directory or that one will do.
    /// </param>
    /// <param name="trainingClasses">Names of the training set's folders, in order.</param>
    /// <exception cref="TestSetException">It has other folders or another number of images than were published.</exception>
    /// <exception cref="ImageFolderException">It has no folders, or one of them no images.</exception>
    /// <exception cref="IOException">It is missing or cannot be read.</exception>
    public static TestSetFolder Open(TestSetDefinition definition, string directory, IReadOnlyList<string> trainingClasses)
    {
        ArgumentNullException.ThrowIfNull(definition);
        var isObjectNet = definition.Labels == LabelRule.ObjectNetMapping;
        var images = isObjectNet && Directory.Exists(Path.Combine(directory, "images")) ? Path.Combine(directory, "images") : directory;
        var mapping = isObjectNet ? ObjectNetMapping.Load(Path.Combine(Path.GetDirectoryName(Path.GetFullPath(images))!, MappingDirectory)) : null;
        var folder = ImageFolder.Scan(images);
        if (mapping is not null)
        {
            folder = folder.Only(mapping.Folders);
        }
        var protocol = TestSetProtocol.Create(definition, folder.Classes, trainingClasses, mapping);
        definition.RequireWhole(directory, folder.Images.Count, folder.Classes.Count);
        return new TestSetFolder(definition, folder, protocol);
    }
}
