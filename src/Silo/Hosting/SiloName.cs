using System.Text.RegularExpressions;

namespace Counterfactual.Silo.Hosting;

/// <summary>The name of a silo: the first part of its devices' ids.</summary>
public sealed partial record SiloName
{
    private const int Longest = 63;

    private readonly string text;

    private SiloName(string text) => this.text = text;

    /// <summary>The machine's name, as far as it can be one.</summary>
    public static SiloName OfMachine
    {
        get
        {
            var name = Unwanted().Replace(Environment.MachineName.ToLowerInvariant(), "-").TrimStart('-', '.');
            return new(name.Length == 0 ? "silo" : name[..Math.Min(name.Length, Longest)]);
        }
    }

    /// <summary>Reads a name.</summary>
    /// <exception cref="FormatException">It has another form; the message says what is expected.</exception>
    public static SiloName Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Length <= Longest && Form().IsMatch(text)
            ? new(text)
            : throw new FormatException(
                $"'{text}' is no name of a silo; expected {Longest} or fewer lower-case letters, digits, '.' and '-', beginning "
                + "with a letter or digit");
    }

    /// <inheritdoc/>
    public override string ToString() => text;

    [GeneratedRegex(@"\A[a-z0-9][a-z0-9.-]*\z")]
    private static partial Regex Form();

    [GeneratedRegex("[^a-z0-9.-]")]
    private static partial Regex Unwanted();
}
