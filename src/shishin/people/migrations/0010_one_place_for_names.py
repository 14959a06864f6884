"""A person's names are rows of their own; the column goes. It gets a default first, so that the step can be taken back."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0009_names_from_the_beginning"),
    ]

    operations = [
        migrations.AlterField(
            model_name="person",
            name="display_name",
            field=models.CharField(default="", max_length=150, verbose_name="name"),
        ),
        migrations.RemoveField(
            model_name="person",
            name="display_name",
        ),
    ]
