using System.Security.Cryptography;
using Counterfactual.Training.Data.Idx;
using Counterfactual.Training.Data.Miniature;

namespace Counterfactual.Training.Tests.Data;

/// <summary>SHA-256 of rendered images.</summary>
internal static class RenderedHash
{
    public const int Images = 100;

    /// <summary>Of the first hundred images of a set.</summary>
    public static string Of(MiniatureSet set, FashionMnist garments)
    {
        var renderer = new MiniatureRenderer(new MiniatureData(), garments);
        var images = new byte[Images * MiniatureRenderer.ImageBytes];
        for (var i = 0; i < Images; i++)
        {
            renderer.Render(set, i, images.AsSpan(i * MiniatureRenderer.ImageBytes, MiniatureRenderer.ImageBytes));
        }

        return Convert.ToHexStringLower(SHA256.HashData(images));
    }

    /// <summary>Of the first hundred images of every set, of synthetic garments.</summary>
    public static string OfSynthetic() =>
        string.Join(' ', Enum.GetValues<MiniatureSet>().Select(set => Of(set, SyntheticGarments.Instance)[..16]));
}
