using Counterfactual.Silo.Sweeps.Settings;

namespace Counterfactual.Silo.Sweeps;

/// <summary>Says what an unknown key may have been meant to be.</summary>
internal static class Suggestion
{
    /// <summary><c>did you mean 'epochs'?</c>, or the expected keys where none is near.</summary>
    public static string For(string word, IReadOnlyList<string> expected)
    {
        var nearest = expected.MinBy(candidate => Distance(word, candidate));
        return nearest is not null && Distance(word, nearest) <= Math.Max(1, nearest.Length / 3)
            ? $"did you mean '{nearest}'?"
            : $"expected {SettingText.OneOf(expected)}";
    }

    /// <summary>Letters to insert, delete, replace or swap with a neighbour (restricted Damerau-Levenshtein distance).</summary>
    private static int Distance(string a, string b)
    {
        const int TooLong = 64;
        if (a.Length > TooLong)
        {
            return a.Length;
        }

        var distance = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
        {
            for (var j = 0; j <= b.Length; j++)
            {
                distance[i, j] = (i, j) switch
                {
                    (_, 0) => i,
                    (0, _) => j,
                    _ => Math.Min(
                        Math.Min(distance[i - 1, j], distance[i, j - 1]) + 1,
                        distance[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)),
                };
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    distance[i, j] = Math.Min(distance[i, j], distance[i - 2, j - 2] + 1);
                }
            }
        }

        return distance[a.Length, b.Length];
    }
}
