using Counterfactual.Silo.Sweeps.Yaml;

namespace Counterfactual.Silo.Sweeps;

/// <summary>An edit of a sweep file from the command line: <c>--set training.epochs=1</c>.</summary>
/// <param name="Path">Keys from the root, joined by dots; the number of a list's item from 0.</param>
/// <param name="Value">The new value, as YAML.</param>
internal sealed record SweepOverride(string Path, string Value)
{
    public IReadOnlyList<string> Keys => Path.Split('.');

    /// <exception cref="SweepFileException">The text is no override.</exception>
    public static SweepOverride Parse(string text)
    {
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        var path = equals < 0 ? "" : text[..equals].Trim();
        return path.Split('.').All(key => key.Length > 0)
            ? new(path, text[(equals + 1)..].Trim())
            : throw new SweepFileException(
                [new($"--set {text}", "expected PATH=VALUE, such as training.epochs=1 or seeds=[0, 1]")]);
    }

    /// <summary>The value as YAML that may stand anywhere in a text.</summary>
    /// <exception cref="SweepFileException">The value is not YAML.</exception>
    public string FlowValue()
    {
        SweepText text = new("", Value);
        SweepFileErrors errors = new(text);
        try
        {
            var node = YamlReader.Read(text, errors);
            errors.ThrowIfAny();
            return node is null ? "" : YamlFlow.Write(node);
        }
        catch (SweepFileException exception)
        {
            throw Refused(exception.Errors[0].Message);
        }
    }

    /// <summary>The exception to throw where the override cannot be applied.</summary>
    public SweepFileException Refused(string message) => new([new(ToString(), message)]);

    /// <summary>As it is given on the command line.</summary>
    public override string ToString() => $"--set {Path}={Value}";
}
