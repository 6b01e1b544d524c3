using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace Counterfactual.Client.Commands;

/// <summary>An option that takes a whole number.</summary>
internal sealed class WholeNumberOption : Option<int>
{
    public WholeNumberOption(string name, string description, int usual, int least)
        : base(name)
    {
        Description = description;
        HelpName = "N";
        DefaultValueFactory = _ => usual;
        CustomParser = argument => Parse(name, argument, least);
    }

    /// <summary>Reads a whole number of at least <paramref name="least"/>; otherwise notes what is expected.</summary>
    public static int Parse(string name, ArgumentResult argument, int least)
    {
        var text = argument.Tokens[0].Value;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least)
        {
            return number;
        }

        argument.AddError($"{name} '{text}': expected a whole number, at least {least}");
        return least;
    }
}
