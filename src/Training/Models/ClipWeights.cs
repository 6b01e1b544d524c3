using Counterfactual.Torch;
using static Counterfactual.Torch.torch;

namespace Counterfactual.Training.Models;

/// <summary>
/// A CLIP in a safetensors file, under OpenAI's names (as OpenCLIP writes them) or Hugging Face's. Opening it checks all of it
/// by the file's header alone; loading a tower maps the file's pages into memory where the parameters can be used as they are.
/// </summary>
/// <remarks>
/// Sizes follow from the shapes. What does not may be in the metadata: <c>heads</c> and <c>text_heads</c> (else width / 64),
/// <c>pixel_mean</c> and <c>pixel_deviation</c> (else CLIP's). The activation is OpenAI's x sigmoid(1.702 x), which no tensor
/// tells: a file of a model that was trained with another one is not recognised.
/// </remarks>
public sealed class ClipWeights : IDisposable
{
    private const int FaultsShown = 8;

    private static readonly Dictionary<ScalarType, string> ElementTypeNames = new()
    {
        [ScalarType.Float32] = "float32",
        [ScalarType.Float16] = "float16",
        [ScalarType.BFloat16] = "bfloat16",
    };

    private readonly Safetensors file;
    private readonly ClipNaming naming;

    private ClipWeights(string path, Safetensors file)
    {
        Path = path;
        this.file = file;
        naming = NamingOf(file);
        var sizes = new ClipSizes(file, naming);
        Vision = sizes.Vision();
        Text = HasTextTower() ? sizes.Text() : null;
        using var scope = NewDisposeScope();
        var expected = ExpectedShapes();
        RequireExactly(expected);
        ParameterCount = expected.Values.Sum(shape => shape.Aggregate(1L, (product, length) => product * length));
        ElementTypes =
        [
            .. file.Entries.Values.Where(entry => !naming.Buffers.Contains(entry.Name))
                .Select(entry => ElementTypeNames[entry.DType]).Distinct().Order(StringComparer.Ordinal),
        ];
        if (Text is { } text && text.OutputDimension != Vision.OutputDimension)
        {
            throw new FormatException(
                $"images have {Vision.OutputDimension} features and texts {text.OutputDimension}; expected as many of both");
        }
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>Whose names the file's tensors have: <c>openai</c> or <c>hugging face</c>.</summary>
    public string Naming => naming.Name;

    /// <summary>The types of the file's elements: <c>float32</c>, <c>float16</c>, <c>bfloat16</c>.</summary>
    public IReadOnlyList<string> ElementTypes { get; }

    /// <summary>Numbers in all parameters of both towers.</summary>
    public long ParameterCount { get; }

    /// <summary>The sizes of the image tower.</summary>
    public ClipVisionOptions Vision { get; }

    /// <summary>The sizes of the text tower; null where the file has none.</summary>
    public ClipTextOptions? Text { get; }

    /// <summary>Opens a file and checks that it holds a CLIP and nothing else.</summary>
    /// <exception cref="InvalidDataException">
    /// It does not: the message names the file and each tensor that is missing, too many, misshapen or of another type, with what
    /// was found and what was expected.
    /// </exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static ClipWeights Open(string path)
    {
        Safetensors? file = null;
        try
        {
            file = Safetensors.Open(path);
            return new ClipWeights(path, file);
        }
        catch (Exception error) when (error is SafetensorsException or FormatException or OverflowException)
        {
            file?.Dispose();
            throw new InvalidDataException(
                error is SafetensorsException ? error.Message : $"{path}: no CLIP model: {error.Message}", error);
        }
    }

    /// <summary>
    /// The image tower in single precision, on a device. On the CPU, parameters that the file has in this form are the file's own
    /// pages: training changes private copies of them, never the file.
    /// </summary>
    /// <param name="device">Where to; the CPU unless said otherwise.</param>
    public ClipVisionModel LoadVision(Device? device = null)
    {
        using var scope = NewDisposeScope();
        return Fill(new ClipVisionModel(Vision, META), ClipNaming.Vision, device ?? CPU);
    }

    /// <summary>The text tower in single precision, on a device, as <see cref="LoadVision"/> loads the image tower.</summary>
    /// <param name="device">Where to; the CPU unless said otherwise.</param>
    /// <exception cref="InvalidDataException">The file has no text tower.</exception>
    public ClipTextModel LoadText(Device? device = null)
    {
        using var scope = NewDisposeScope();
        return Fill(new ClipTextModel(Text ?? throw WithoutText(), META), "", device ?? CPU);
    }

    /// <summary>What cosines of features are multiplied by: the exponential of <c>logit_scale</c>.</summary>
    /// <exception cref="InvalidDataException">The file has no text tower.</exception>
    public double LogitScale()
    {
        using var scope = NewDisposeScope();
        return Math.Exp(Text is null ? throw WithoutText() : file[ClipNaming.LogitScale].item<double>());
    }

    /// <summary>Lets go of the file; loaded towers keep what they use of it.</summary>
    public void Dispose() => file.Dispose();

    private static ClipNaming NamingOf(Safetensors file) =>
        ClipNaming.All.FirstOrDefault(naming =>
            file.Names.Any(name => name.StartsWith(naming.VisionPrefix, StringComparison.Ordinal)))
        ?? throw new FormatException(
            "it has no tensor of an image tower; expected names such as "
            + string.Join(" or ", ClipNaming.All.Select(naming =>
                $"'{naming.RecipeOf("visual.conv1.weight").Sources[0]}' ({naming.Name})")));

    private bool HasTextTower() =>
        file.Names.Any(name => !name.StartsWith(naming.VisionPrefix, StringComparison.Ordinal)
            && name != naming.RecipeOf("visual.proj").Sources[0] && name != ClipNaming.LogitScale
            && !naming.Buffers.Contains(name));

    private Dictionary<string, long[]> ExpectedShapes()
    {
        var shapes = new Dictionary<string, long[]>();
        using var vision = new ClipVisionModel(Vision, META);
        foreach (var (name, parameter) in vision.named_parameters())
        {
            shapes.Add(ClipNaming.Vision + name, parameter.shape);
        }

        if (Text is not null)
        {
            using var text = new ClipTextModel(Text, META);
            foreach (var (name, parameter) in text.named_parameters())
            {
                shapes.Add(name, parameter.shape);
            }
        }

        if (Text is not null || file.Entries.ContainsKey(ClipNaming.LogitScale))
        {
            shapes.Add(ClipNaming.LogitScale, []);
        }

        return shapes;
    }

    private void RequireExactly(Dictionary<string, long[]> parameters)
    {
        var expected = new Dictionary<string, long[]>();
        foreach (var (name, shape) in parameters)
        {
            var recipe = naming.RecipeOf(name);
            foreach (var source in recipe.Sources)
            {
                expected.Add(source, recipe.SourceShape(shape));
            }
        }

        List<string> faults =
        [
            .. expected.Select(tensor => Fault(tensor.Key, tensor.Value)).OfType<string>(),
            .. file.Names.Where(name => !expected.ContainsKey(name) && !naming.Buffers.Contains(name))
                .Select(name => $"'{name}' is unknown in a CLIP of {Vision.Layers} image blocks"
                    + (Text is null ? "" : $" and {Text.Layers} text blocks")),
        ];
        if (faults.Count > 0)
        {
            throw new FormatException(string.Join("; ", faults.Take(FaultsShown))
                + (faults.Count > FaultsShown ? $"; and {faults.Count - FaultsShown} more" : ""));
        }
    }

    private string? Fault(string tensor, long[] shape)
    {
        var expected = $"[{string.Join(", ", shape)}]";
        return !file.Entries.TryGetValue(tensor, out var entry) ? $"'{tensor}' is missing; expected {expected}"
            : !entry.Shape.SequenceEqual(shape)
                ? $"'{tensor}' has the shape [{string.Join(", ", entry.Shape)}]; expected {expected}"
            : !ElementTypeNames.ContainsKey(entry.DType)
                ? $"'{tensor}' has elements of type {entry.DType}; expected {string.Join(", ", ElementTypeNames.Values)}"
            : null;
    }

    private TModule Fill<TModule>(TModule module, string prefix, Device device) where TModule : nn.Module
    {
        using var mode = no_grad();
        module.load_state_dict(
            module.named_parameters().ToDictionary(
                own => own.name,
                own => naming.RecipeOf(prefix + own.name).Make(name => file[name]).to(device).to(ScalarType.Float32)),
            assign: true);
        return module;
    }

    private InvalidDataException WithoutText() =>
        new($"{Path}: the file has no text tower; expected tensors such as "
            + $"'{naming.RecipeOf("token_embedding.weight").Sources[0]}'");
}
