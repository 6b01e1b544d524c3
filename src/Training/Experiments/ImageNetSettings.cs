using System.Text.Json.Serialization;
using Counterfactual.Training.Data.WebDataset;

namespace Counterfactual.Training.Experiments;

/// <summary>The images of the ImageNet study: registered datasets, one to train on and up to six test sets.</summary>
public sealed record ImageNetSettings
{
    /// <summary>What is trained on; its classes are the model's, in order. Always needed.</summary>
    public DatasetSettings? Train { get; init; }

    /// <summary>ImageNet's validation set, the in-distribution test set.</summary>
    public DatasetSettings? Id { get; init; }

    /// <summary>ImageNet-V2, matched frequency.</summary>
    public DatasetSettings? V2 { get; init; }

    /// <summary>ImageNet-R.</summary>
    public DatasetSettings? R { get; init; }

    /// <summary>ImageNet-Sketch.</summary>
    public DatasetSettings? Sketch { get; init; }

    /// <summary>ObjectNet, registered with its mapping files.</summary>
    [JsonPropertyName("objectnet")]
    public DatasetSettings? ObjectNet { get; init; }

    /// <summary>ImageNet-A.</summary>
    public DatasetSettings? A { get; init; }

    /// <summary>What to do about images that cannot be decoded.</summary>
    public BadImagePolicy OnBadImage { get; init; } = BadImagePolicy.Fail;

    /// <summary>How many images and classes the test sets must have.</summary>
    public ExpectedNumbers Expect { get; init; } = ExpectedNumbers.Published;

    /// <summary>Names of the datasets that are given.</summary>
    [JsonIgnore]
    public IEnumerable<string> DatasetNames => Given().Select(given => given.Dataset.Name).Distinct();

    /// <summary>The datasets that are given, by their setting.</summary>
    internal IEnumerable<(string Setting, DatasetSettings Dataset)> Given()
    {
        foreach (var (setting, dataset) in ((string, DatasetSettings?)[])
            [("train", Train), ("id", Id), ("v2", V2), ("r", R), ("sketch", Sketch), ("objectnet", ObjectNet), ("a", A)])
        {
            if (dataset is not null)
            {
                yield return ($"data.{setting}", dataset);
            }
        }
    }

    /// <summary>The same datasets under no name: what they are called and where they lie changes no number.</summary>
    internal ImageNetSettings WithoutNames()
    {
        return this with
        {
            Train = Nameless(Train),
            Id = Nameless(Id),
            V2 = Nameless(V2),
            R = Nameless(R),
            Sketch = Nameless(Sketch),
            ObjectNet = Nameless(ObjectNet),
            A = Nameless(A),
        };

        // One that is not registered yet is known by its name alone.
        static DatasetSettings? Nameless(DatasetSettings? dataset) =>
            dataset?.Sha256 is null ? dataset : dataset with { Name = "" };
    }
}

/// <summary>A registered dataset.</summary>
/// <param name="Name">Its name in the registry.</param>
/// <param name="Sha256">
/// Lower-case hexadecimal SHA-256 of its content; filled in when a sweep is planned, checked when the dataset is read.
/// </param>
public sealed record DatasetSettings(string Name, string? Sha256 = null);

/// <summary>How many images and classes a test set must have.</summary>
public enum ExpectedNumbers
{
    /// <summary>Those that were published.</summary>
    Published,

    /// <summary>Any: for generated images and subsets.</summary>
    Any,
}
