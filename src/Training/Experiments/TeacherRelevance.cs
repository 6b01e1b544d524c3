using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Counterfactual.Torch;
using Counterfactual.Training.Data.Shards;
using Counterfactual.Training.Method;
using Counterfactual.Training.Models;
using static Counterfactual.Torch.torch;

namespace Counterfactual.Training.Experiments;

/// <summary>
/// The normalised relevance maps that the frozen pretrained model gives the images of a set for their own classes, computed once
/// and kept in a file beside each shard. See <see cref="RelevanceModel.Teacher"/>.
/// </summary>
/// <remarks>
/// The maps of a shard are computed in batches of consecutive images, whichever of them an experiment trains on: so they have the
/// same bits in every experiment.
/// </remarks>
internal sealed class TeacherRelevance : IDisposable
{
    private const int BatchSize = 100;
    private const int KeyDigits = 16;
    private const string MapTensor = "relevance";
    private const string ShardKey = "shard";

    private readonly ImageSet images;
    private readonly ImageClassifier teacher;
    private readonly Device device;
    private readonly List<Safetensors> files = [];
    private readonly List<Tensor> maps = [];

    private TeacherRelevance(ImageSet images, ImageClassifier teacher, Device device)
    {
        this.images = images;
        this.teacher = teacher;
        this.device = device;
    }

    /// <summary>Opens the maps of a set's images, made where they are missing.</summary>
    /// <param name="images">The set.</param>
    /// <param name="teacher">The frozen pretrained model, on the device.</param>
    /// <param name="identity">Identity of its weights, as a cell has it.</param>
    /// <param name="environment">Where it runs.</param>
    /// <param name="worked">Called as maps are made, by this process or another.</param>
    /// <param name="stop">Ends the making.</param>
    /// <exception cref="ExperimentException">A file cannot be written or read.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static TeacherRelevance Open(
        ImageSet images, ImageClassifier teacher, string identity, ExperimentEnvironment environment, Action worked,
        CancellationToken stop)
    {
        var device = torch.device(environment.Device);
        var opened = new TeacherRelevance(images, teacher, device);
        var form = string.Create(
            CultureInfo.InvariantCulture, $"{identity}:{device.type}:{environment.Threads}:{ExperimentSettings.MethodVersion}");
        var key = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(form)))[..KeyDigits];
        try
        {
            foreach (var shard in images.Shards)
            {
                opened.Add(shard, $"{shard.Path}.{key}.relevance", worked, stop);
            }

            return opened;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or SafetensorsException)
        {
            opened.Dispose();
            throw new ExperimentException($"the pretrained model's relevance maps cannot be made ready: {error.Message}", error);
        }
        catch
        {
            opened.Dispose();
            throw;
        }
    }

    /// <summary>The maps of some images.</summary>
    /// <param name="numbers">The images' numbers in the set.</param>
    /// <returns>Images x patches in 0..1, single precision, on the device.</returns>
    public Tensor Of(ReadOnlySpan<int> numbers)
    {
        var patches = teacher.Backbone.Options.Patches;
        using var rows = empty([numbers.Length, patches], ScalarType.Float32, CPU, device.type != DeviceType.CPU);
        var values = rows.data<float>();
        for (var i = 0; i < numbers.Length; i++)
        {
            var (shard, position) = images.Locate(numbers[i]);
            maps[shard].data<float>().Slice(position * patches, patches).CopyTo(values[(i * patches)..]);
        }

        return Upload.Copy(rows, device);
    }

    public void Dispose()
    {
        maps.ForEach(map => map.Dispose());
        files.ForEach(file => file.Dispose());
    }

    private void Add(ShardFile shard, string path, Action worked, CancellationToken stop)
    {
        if (!TryAdd(shard, path))
        {
            using var held = ShardLock.Acquire(path, stop, worked);
            if (!TryAdd(shard, path))
            {
                Make(shard, path, worked, stop);
                if (!TryAdd(shard, path))
                {
                    throw new IOException($"{path}: the maps that were just made are not those of {shard.Path}");
                }
            }
        }
    }

    private bool TryAdd(ShardFile shard, string path)
    {
        if (!File.Exists(path))
        {
            return false;
        }

        Safetensors? file = null;
        try
        {
            file = Safetensors.Open(path);
            if (file.Metadata.GetValueOrDefault(ShardKey) == shard.Sha256
                && file.Entries.TryGetValue(MapTensor, out var entry)
                && entry.DType == ScalarType.Float32
                && entry.Shape.SequenceEqual([shard.Count, teacher.Backbone.Options.Patches]))
            {
                maps.Add(file[MapTensor].DetachFromDisposeScope());
                files.Add(file);
                return true;
            }
        }
        catch (SafetensorsException)
        {
            // Damaged: made again.
        }

        file?.Dispose();
        return false;
    }

    private void Make(ShardFile shard, string path, Action worked, CancellationToken stop)
    {
        using var scope = NewDisposeScope();
        var whole = new ImageSet([shard]);
        var reader = new BatchReader(whole, device);
        var batches = Enumerable.Range(0, shard.Count).Chunk(BatchSize).Select(numbers =>
        {
            stop.ThrowIfCancellationRequested();
            worked();
            return Compute(reader, numbers);
        }).ToList();
        var unfinished = path + ".tmp";
        Safetensors.Save(
            unfinished, new Dictionary<string, Tensor> { [MapTensor] = cat([.. batches], 0) },
            new Dictionary<string, string> { [ShardKey] = shard.Sha256 });
        File.Move(unfinished, path, overwrite: true);
    }

    private Tensor Compute(BatchReader reader, int[] numbers)
    {
        using var scope = NewDisposeScope();
        var (pixels, labels) = reader.Read(numbers);
        var trace = new AttentionTrace();

        // The model's weights are frozen: the graph begins at the patches.
        var embedded = teacher.Backbone.Embed(teacher.Backbone.Normalize(pixels)).requires_grad_();
        var logits = teacher.Classify(teacher.Backbone.Encode(embedded, trace: trace));
        return RelevanceMap.Normalize(RelevanceMap.Compute(trace, logits, labels)).to(CPU).contiguous().MoveToOuterDisposeScope();
    }
}
