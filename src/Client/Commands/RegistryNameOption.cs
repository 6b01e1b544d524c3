using System.CommandLine;
using Counterfactual.Grains.Models;
using Counterfactual.Silo.Api.Contracts;

namespace Counterfactual.Client.Commands;

/// <summary><c>--name NAME</c>: what a file is registered as.</summary>
internal sealed class RegistryNameOption : Option<string?>
{
    /// <param name="otherwise">What the name is where it is not given.</param>
    public RegistryNameOption(string otherwise)
        : base("--name")
    {
        Description = $"The name in sweep files: {RegistryName.Form}. [default: {otherwise}]";
        HelpName = "NAME";
    }

    /// <summary>The request to register a file.</summary>
    /// <param name="parse">The command line.</param>
    /// <param name="file">Absolute path of the file.</param>
    /// <param name="from">The path whose file name gives the name where none was asked for.</param>
    /// <exception cref="WrongRequestException">No name follows from the path, or the one asked for has another form.</exception>
    public RegisterFileRequest Request(ParseResult parse, string file, string from) =>
        new() { Path = file, Name = Of(parse, from) };

    /// <summary>The name that was asked for, or that of a path.</summary>
    /// <exception cref="WrongRequestException">As <see cref="Request"/> says.</exception>
    public string Of(ParseResult parse, string from)
    {
        var name = parse.GetValue(this) ?? RegistryName.Suggest(Path.GetFileNameWithoutExtension(from));
        return RegistryName.IsValid(name)
            ? name
            : throw new WrongRequestException($"--name '{name}': expected {RegistryName.Form}");
    }
}
