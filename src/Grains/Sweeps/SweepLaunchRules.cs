using System.Text.RegularExpressions;

namespace Counterfactual.Grains.Sweeps;

/// <summary>What a launch request must be, whoever makes it.</summary>
internal static partial class SweepLaunchRules
{
    /// <exception cref="ArgumentException">The request breaks a rule.</exception>
    public static void Check(SweepLaunch request)
    {
        if (!Name().IsMatch(request.Name))
        {
            throw new ArgumentException(
                $"'{request.Name}' is no sweep name; expected 1 to 64 of a-z, 0-9, '-' and '_', "
                    + "beginning with a letter or digit");
        }

        if (request.Points.Count == 0)
        {
            throw new ArgumentException($"sweep {request.Name} has no points; expected at least one");
        }

        if (request.MaxAttempts < 1)
        {
            throw new ArgumentException($"sweep {request.Name} allows {request.MaxAttempts} attempts; expected at least 1");
        }

        if (request.MaxConcurrent < 1)
        {
            throw new ArgumentException(
                $"sweep {request.Name} allows {request.MaxConcurrent} experiments at once; expected at least 1");
        }

        if (request.Rules.HangTimeout is { } timeout && timeout <= TimeSpan.Zero)
        {
            throw new ArgumentException($"sweep {request.Name} allows {timeout} without progress; expected a positive time");
        }

        request.Rules.EarlyStopping?.Validate();
        var cells = new HashSet<string>();
        foreach (var point in request.Points)
        {
            if (!cells.Add(point.Cell))
            {
                throw new ArgumentException(
                    $"sweep {request.Name} asks twice for one point: "
                        + $"{string.Join(", ", point.Parameters.Select(p => $"{p.Name} {p.Value}"))}");
            }
        }
    }

    [GeneratedRegex("^[a-z0-9][a-z0-9_-]{0,63}\\z", RegexOptions.CultureInvariant)]
    private static partial Regex Name();
}
