using System.CommandLine;
using Counterfactual.Silo.Api;
using Counterfactual.Silo.Hosting;

namespace Counterfactual.Client.Commands;

/// <summary>
/// <c>--silo URL</c> and <c>--token-file FILE</c>: a silo elsewhere instead of that of the home, and the token to show there.
/// </summary>
internal sealed class SiloOption
{
    /// <summary>Names the silo for every command that is told nothing else.</summary>
    public const string UrlVariable = "COUNTERFACTUAL_SILO";

    private readonly Option<string?> home;

    /// <param name="home">The option that this one excludes.</param>
    public SiloOption(Option<string?> home) => this.home = home;

    /// <summary>Where the silo is.</summary>
    public Option<string?> Url { get; } = new("--silo")
    {
        Description = $"Talk to the silo at this address instead of that of a home. [default: ${UrlVariable}, else the home's]",
        HelpName = "URL",
        Recursive = true,
    };

    /// <summary>Where the token is.</summary>
    public Option<string?> TokenFile { get; } = new("--token-file")
    {
        Description = $"File with the token for --silo. [default: the value of ${SiloVariables.Token}]",
        HelpName = "FILE",
        Recursive = true,
    };

    /// <summary>The silo that the command line or the environment names; null for that of the home.</summary>
    /// <exception cref="WrongRequestException">The options contradict themselves, or one cannot be read.</exception>
    public SiloAddress? Read(ParseResult parse)
    {
        if (UrlOf(parse) is not { } url)
        {
            return parse.GetValue(TokenFile) is null
                ? null
                : throw new WrongRequestException("--token-file is for a silo elsewhere; expected --silo URL with it");
        }

        try
        {
            return new SiloAddress(url, ReadToken(parse));
        }
        catch (FormatException wrong)
        {
            throw new WrongRequestException(wrong.Message);
        }
    }

    /// <summary>Refuses a silo elsewhere for a command that works in this process.</summary>
    /// <exception cref="WrongRequestException">The command line names one.</exception>
    public void Refuse(ParseResult parse)
    {
        if (parse.GetValue(Url) is not null)
        {
            throw new WrongRequestException(
                $"'{ConsoleCommand.PathOf(parse.CommandResult.Command)}' works in this process; expected no --silo");
        }
    }

    /// <summary>What stands on this command line, for one to type next.</summary>
    public string Hint(ParseResult parse) => string.Concat(
        ((Option<string?>[])[Url, TokenFile]).Where(option => parse.GetValue(option) is not null)
            .Select(option => $" {option.Name} {ShellWord.Of(parse.GetValue(option)!)}"));

    private string? UrlOf(ParseResult parse)
    {
        if (parse.GetValue(Url) is { } url)
        {
            return parse.GetValue(home) is null
                ? url
                : throw new WrongRequestException("both --silo and --home are given; expected one of them");
        }

        return parse.GetValue(home) is null && Environment.GetEnvironmentVariable(UrlVariable) is { Length: > 0 } usual
            ? usual
            : null;
    }

    private string? ReadToken(ParseResult parse)
    {
        if (parse.GetValue(TokenFile) is not { } path)
        {
            return Environment.GetEnvironmentVariable(SiloVariables.Token) is { Length: > 0 } token ? token.Trim() : null;
        }

        return TokenFileText.Read(TokenFile.Name, path);
    }
}
