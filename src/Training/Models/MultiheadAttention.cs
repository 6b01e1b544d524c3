using Counterfactual.Torch.Modules;
using static Counterfactual.Torch.torch;

namespace Counterfactual.Training.Models;

/// <summary>
/// Self-attention with the parameter names of PyTorch's <c>MultiheadAttention</c>: one projection to queries, keys and values,
/// and one back.
/// </summary>
internal sealed class MultiheadAttention : nn.Module
{
    private readonly int width;
    private readonly int heads;
    private readonly double scale;
    private readonly Parameter inWeight;
    private readonly Parameter inBias;
    private readonly Linear outProjection;

    public MultiheadAttention(int width, int heads, Device? device = null)
    {
        using var scope = NewDisposeScope();
        this.width = width;
        this.heads = heads;
        scale = 1 / Math.Sqrt((double)width / heads);
        inWeight = register_parameter("in_proj_weight", new Parameter(zeros([3 * width, width], ScalarType.Float32, device)));
        inBias = register_parameter("in_proj_bias", new Parameter(zeros([3 * width], ScalarType.Float32, device)));
        outProjection = register_module("out_proj", nn.Linear(width, width, device: device));
    }

    private long HeadWidth => width / heads;

    /// <summary>Every token attends.</summary>
    /// <param name="x">Batch x tokens x width.</param>
    /// <param name="excludedKeys">
    /// See <see cref="TokenSelection.ExcludedKeys"/>; or, with another axis before the last, what each query may not attend to.
    /// </param>
    /// <param name="trace">Where the probabilities go, or null.</param>
    /// <returns>Batch x tokens x width.</returns>
    public Tensor Attend(Tensor x, Tensor? excludedKeys, AttentionTrace? trace)
    {
        var (batch, tokens) = (x.size(0), x.size(1));

        var parts = nn.functional.linear(x, inWeight, inBias).view(batch, tokens, 3, heads, HeadWidth).unbind(2);
        var (queries, keys, values) = (parts[0].transpose(1, 2), parts[1].transpose(1, 2), parts[2].transpose(1, 2));
        var mixed = trace is null && nn.functional.HasScaledDotProductAttention
            ? nn.functional.scaled_dot_product_attention(
                queries, keys, values, excludedKeys is null ? null : Allowed(excludedKeys))
            : Mix(queries, keys, values, excludedKeys, trace);
        return outProjection.call(mixed.transpose(1, 2).reshape(batch, tokens, width));
    }

    /// <summary>
    /// Only the class token attends. Its query is carried back through the keys' projection, and the tokens are mixed before the
    /// values' projection: with one query this is the same product in another order, and neither keys nor values are computed.
    /// </summary>
    /// <param name="x">Batch x tokens x width, the class token first.</param>
    /// <param name="excludedKeys">See <see cref="TokenSelection.ExcludedKeys"/>.</param>
    /// <param name="trace">Where the probabilities go, or null.</param>
    /// <returns>Batch x width.</returns>
    public Tensor AttendFromClassToken(Tensor x, Tensor? excludedKeys, AttentionTrace? trace)
    {
        var batch = x.size(0);
        var weights = inWeight.view(3, heads, HeadWidth, width).unbind(0);
        var biases = inBias.view(3, heads, 1, HeadWidth).unbind(0);

        // heads x batch x ..., so that each head is one product over the batch.
        var query = (x.select(1, 0).matmul(weights[0].mT) + biases[0]) * scale;
        var scores = query.matmul(weights[1]).transpose(0, 1).matmul(x.mT)
            + query.matmul(biases[1].mT).transpose(0, 1);
        var probabilities = Probabilities(scores.unsqueeze(2), excludedKeys, trace).squeeze(2);

        // The probabilities add up to 1, but a relevance map differentiates by each: the values' bias must go through them.
        var mixed = probabilities.matmul(x).transpose(0, 1).matmul(weights[2].mT)
            + probabilities.sum(-1, keepdim: true).transpose(0, 1) * biases[2];
        return outProjection.call(mixed.transpose(0, 1).reshape(batch, width));
    }

    private Tensor Mix(Tensor queries, Tensor keys, Tensor values, Tensor? excludedKeys, AttentionTrace? trace)
    {
        if (queries.dtype == ScalarType.BFloat16)
        {
            return MixPadded(queries, keys, values, excludedKeys, trace);
        }

        // Batched products want the rows of a head one after the other: copied here, they are copied once for all products.
        var scores = queries.contiguous().mul(scale).matmul(keys.contiguous().mT);
        return Probabilities(scores, excludedKeys, trace).matmul(values.contiguous());
    }

    // A GPU's matrix units want rows of 16 bytes: with 50 or 197 keys of 2 bytes they would be left to slow kernels.
    private Tensor MixPadded(Tensor queries, Tensor keys, Tensor values, Tensor? excludedKeys, AttentionTrace? trace)
    {
        const long multiple = 8;
        var (batch, tokens) = (queries.size(0), queries.size(2));
        var padding = (multiple - (tokens % multiple)) % multiple;
        var excluded = OfEachHead(nn.functional.pad(
            excludedKeys ?? zeros([1, tokens], ScalarType.Bool, queries.device), [0, padding], 1));
        var unseen = zeros(excluded.shape, queries.dtype, queries.device).masked_fill(excluded, double.NegativeInfinity);
        var scores = baddbmm(
            (excludedKeys is null ? unseen : unseen.expand(batch, heads, -1, -1)).flatten(0, 1),
            queries.flatten(0, 1), nn.functional.pad(keys, [0, 0, 0, padding]).flatten(0, 1).mT, alpha: scale);
        var probabilities = scores.view(batch, heads, tokens, tokens + padding).softmax(-1);
        trace?.Add(probabilities);
        return probabilities.matmul(nn.functional.pad(values, [0, 0, 0, padding]));
    }

    private static Tensor Allowed(Tensor excludedKeys) => OfEachHead(excludedKeys).logical_not();

    // To batch x heads x queries x keys, each of them 1 where it does not matter.
    private static Tensor OfEachHead(Tensor excludedKeys) =>
        (excludedKeys.ndim == 2 ? excludedKeys.unsqueeze(1) : excludedKeys).unsqueeze(1);

    private static Tensor Probabilities(Tensor scores, Tensor? excludedKeys, AttentionTrace? trace)
    {
        if (excludedKeys is not null)
        {
            scores = scores.masked_fill(OfEachHead(excludedKeys), double.NegativeInfinity);
        }

        var probabilities = scores.softmax(-1);
        trace?.Add(probabilities);
        return probabilities;
    }
}
