using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Counterfactual.Training.Models;
using static Counterfactual.Torch.torch;

namespace Counterfactual.Tests.Fuzzing;

/// <summary>Files of CLIP models: their bytes damaged, or whole headers that say something else than they should.</summary>
internal sealed class ClipFuzzer : FileFuzzer
{
    private static readonly TinyClip Tiny = new()
    {
        Resolution = 8,
        PatchSize = 4,
        Width = 8,
        Layers = 1,
        OutputDimension = 4,
        ContextLength = 6,
        VocabularySize = 12,
        TextWidth = 8,
        TextLayers = 1,
    };

    private static readonly string[] ElementTypes = ["F64", "F32", "F16", "BF16", "I64", "I32", "U8", "BOOL", "F8"];

    private readonly byte[][] good;

    public ClipFuzzer()
    {
        var path = PathOf("good");
        Tiny.WriteOpenAi(path);
        var openAi = File.ReadAllBytes(path);
        Tiny.WriteHuggingFace(path);
        good = [openAi, File.ReadAllBytes(path)];
    }

    protected override byte[] Input(Random random)
    {
        var bytes = good[random.Next(good.Length)];
        return random.Next(3) == 0 ? Mutation.Of(bytes, random) : WithAnotherHeader(bytes, random);
    }

    protected override void Read(string path)
    {
        try
        {
            using var scope = NewDisposeScope();
            using var clip = ClipWeights.Open(path);
            using var vision = clip.LoadVision();
            vision.Features(zeros(1, 3, clip.Vision.Resolution, clip.Vision.Resolution));
            if (clip.Text is { } text)
            {
                using var tower = clip.LoadText();
                tower.Features(zeros([1, text.ContextLength], ScalarType.Int64));
                _ = clip.LogitScale();
            }
        }
        catch (InvalidDataException)
        {
        }
    }

    /// <summary>
    /// Changes what the header says of tensors, and lays their bytes out anew, so that the format itself is right.
    /// </summary>
    private static byte[] WithAnotherHeader(byte[] bytes, Random random)
    {
        var headerLength = (int)BinaryPrimitives.ReadInt64LittleEndian(bytes);
        var header = JsonNode.Parse(bytes.AsSpan(8, headerLength))!.AsObject();
        for (var count = random.Next(1, 4); count > 0; count--)
        {
            Change(header, random);
        }

        var end = 0L;
        foreach (var (name, entry) in header.Where(entry => entry.Key != "__metadata__"))
        {
            var size = entry!["dtype"]!.GetValue<string>() switch
            {
                "F64" or "I64" => 8,
                "F32" or "I32" => 4,
                "F16" or "BF16" => 2,
                _ => 1,
            };
            var begin = end;
            end += entry["shape"]!.AsArray().Aggregate(
                (long)size, (product, length) => product * long.Parse(length!.ToJsonString(), CultureInfo.InvariantCulture));
            entry["data_offsets"] = new JsonArray(begin, end);
        }

        var json = Encoding.UTF8.GetBytes(header.ToJsonString());
        var file = new byte[8 + json.Length + Math.Min(end, 1 << 20)];
        BinaryPrimitives.WriteInt64LittleEndian(file, json.Length);
        json.CopyTo(file, 8);
        return file;
    }

    private static void Change(JsonObject header, Random random)
    {
        var names = header.Select(entry => entry.Key).Where(name => name != "__metadata__").ToList();
        var name = names[random.Next(names.Count)];
        var entry = header[name]!.AsObject();
        var shape = entry["shape"]!.AsArray();
        switch (random.Next(7))
        {
            case 0 when names.Count > 1:
                header.Remove(name);
                break;
            case 1:
                header[$"{name}{random.Next(3)}"] = entry.DeepClone();
                break;
            case 2:
                entry["dtype"] = ElementTypes[random.Next(ElementTypes.Length)];
                break;
            case 3 when shape.Count > 0:
                shape[random.Next(shape.Count)] = random.Next(4) switch
                {
                    0 => 0,
                    1 => 1,
                    2 => random.Next(64),
                    _ => 1 << random.Next(12),
                };
                break;
            case 4:
                shape.Insert(random.Next(shape.Count + 1), random.Next(3));
                break;
            case 5:
                header["__metadata__"] = new JsonObject
                {
                    [random.Next(2) == 0 ? "heads" : "pixel_mean"] = random.Next(2) == 0 ? $"{random.Next(-1, 5)}" : "1 2",
                };
                break;
            default:
                // The same block under another number, and nothing under its own.
                header[name.Replace(".0.", $".{random.Next(100)}.", StringComparison.Ordinal)] = entry.DeepClone();
                break;
        }
    }
}
