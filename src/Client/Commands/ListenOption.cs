using System.CommandLine;
using System.CommandLine.Parsing;
using Counterfactual.Silo.Api;

namespace Counterfactual.Client.Commands;

/// <summary><c>--listen URL</c>: TCP addresses of a silo besides the socket in its home; can be given again and again.</summary>
internal sealed class ListenOption : Option<ListenAddress[]>
{
    /// <summary>Names the addresses where the command line does not, separated by spaces or commas.</summary>
    public const string Variable = "COUNTERFACTUAL_LISTEN";

    public ListenOption()
        : base("--listen")
    {
        Description = "Listen on this address as well, such as http://127.0.0.1:7070; can be repeated. Where other machines "
            + $"reach it, a token is required: see 'token create'. [default: ${Variable}]";
        HelpName = "URL";
        Arity = ArgumentArity.OneOrMore;
        AllowMultipleArgumentsPerToken = false;
        CustomParser = Parse;
    }

    /// <summary>The addresses of the command line, or else of the environment.</summary>
    /// <exception cref="WrongRequestException">The environment's cannot be read.</exception>
    public IReadOnlyList<ListenAddress> Read(ParseResult parse)
    {
        if (parse.GetValue(this) is { Length: > 0 } given)
        {
            return given;
        }

        try
        {
            return ListenAddress.ParseAll(Environment.GetEnvironmentVariable(Variable) ?? "");
        }
        catch (FormatException wrong)
        {
            throw new WrongRequestException($"{Variable}: {wrong.Message}");
        }
    }

    private static ListenAddress[] Parse(ArgumentResult argument)
    {
        try
        {
            return [.. argument.Tokens.Select(token => ListenAddress.Parse(token.Value))];
        }
        catch (FormatException wrong)
        {
            argument.AddError(wrong.Message);
            return [];
        }
    }
}
