"""The fields of an opportunity, and the headers under which exports carry them."""

from mutuals.intake.fields import Field

OPPORTUNITY_FIELDS: tuple[Field, ...] = (
    Field(
        "opportunity_id",
        sure=(
            "Opportunity ID", "OpportunityId", "(Do Not Modify) Opportunity", "Deal ID", "Deal - ID", "Record ID", "ID",
            "hs_object_id", "opportunityid", "Record ID - Deal", "Opportunity-ID", "Geschäfts-ID", "Verkaufschance-ID",
            "Datensatz-ID", "ID de l'opportunité", "ID opportunité", "ID de la transaction", "Identifiant",
            "ID de oportunidad", "ID de la oportunidad", "ID del negocio", "ID da oportunidade", "ID do negócio",
            "Chancen-ID", "ID opportunità", "Opportunity Number",
        ),
        likely=("Number", "Nummer", "Key", "Reference", "Quote ID", "Code", "#"),
        content="identifier",
    ),
    Field(
        "account_id",
        sure=(
            "Account ID", "AccountId", "Account ID (18)", "Company ID", "Associated Company ID", "accountid",
            "Associated Company IDs", "Associated Company IDs (Primary)", "Associated Company ID (Primary)",
            "Deal - Organization ID", "Organization ID", "Organization - ID", "org_id", "_parentaccountid_value",
            "parentaccountid", "Customer ID", "Client ID", "_customerid_value", "customerid", "Kundennummer",
            "Kunden-ID", "Account-ID", "Kunden-Nr.", "Firmen-ID", "Unternehmens-ID", "ID du compte", "ID client",
            "Numéro client", "Code client", "ID de cuenta", "ID de la cuenta", "ID cliente", "Número de cliente",
            "ID da conta", "ID do cliente", "Código do cliente", "ID account", "Codice cliente", "Klantnummer",
            "ID de l'entreprise", "ID de la empresa", "ID da empresa", "Zugeordnete Unternehmens-ID",
        ),
        likely=("Account Number", "Customer Number", "Kontonummer", "Parent Account", "Potential Customer ID"),
        content="identifier",
    ),
    Field(
        "account_name",
        sure=(
            "Account Name", "Associated Company", "Deal - Organization", "Account", "Company", "Organization",
            "Customer",
            "Potential Customer", "Company name", "Organization name", "Accountname", "Kunde", "Firma", "Unternehmen",
            "Nom du compte", "Compte", "Entreprise", "Société", "Nombre de la cuenta", "Cuenta", "Empresa",
            "Nome da conta", "Conta", "Nome account", "Cliente", "Client", "Associated Company (Primary)",
        ),
        content="text",
    ),
    Field(
        "name",
        sure=(
            "Opportunity Name", "Deal Name", "dealname", "Name", "Deal - Title", "Title", "Topic", "Deal title",
            "Opportunity", "Deal", "Opportunity-Name", "Opportunityname", "Geschäft", "Verkaufschance", "Titel",
            "Thema",
            "Name der Opportunity", "Nom de l'opportunité", "Opportunité", "Nom de la transaction", "Titre", "Nom",
            "Nombre de la oportunidad", "Oportunidad", "Nombre del negocio", "Nombre", "Negocio",
            "Nome da oportunidade", "Oportunidade", "Nome do negócio", "Nome", "Negócio", "Nome opportunità",
        ),
        likely=("Description", "Beschreibung", "Subject", "Betreff"),
        content="text",
    ),
    Field(
        "stage",
        sure=(
            "Stage", "Deal Stage", "StageName", "dealstage", "Deal - Stage", "Sales Stage", "Pipeline Phase", "Phase",
            "Opportunity Stage", "stepname", "Verkaufsphase", "Stufe", "Geschäftsphase", "Dealphase", "Étape",
            "Étape de la transaction",
            "Phase de vente", "Etapa", "Etapa del negocio", "Fase", "Etapa de ventas", "Etapa do negócio", "Estágio",
            "Fase de vendas", "Fase opportunità", "Fase della trattativa",
        ),
        likely=("Status", "Status Reason", "State", "Pipeline"),
        content="category",
    ),
    Field(
        "amount",
        sure=(
            "Amount", "Deal - Value", "Value", "Deal value", "Est. Revenue", "Estimated Revenue", "estimatedvalue",
            "Opportunity Amount", "Deal Amount", "Actual Revenue", "Betrag", "Wert", "Volumen", "Auftragswert",
            "Geschäftswert", "Dealbetrag", "Umsatz", "Montant", "Valeur", "Importe", "Valor", "Cantidad", "Monto",
            "Quantia", "Montante", "Importo", "Valore", "Bedrag", "Waarde", "Potential revenue", "ARR", "TCV", "ACV",
        ),
        likely=(
            "Amount in company currency", "Amount (converted)", "Total", "Revenue", "Expected Revenue", "MRR",
            "Weighted amount", "Deal - Weighted value", "Price",
        ),
        content="number",
    ),
    Field(
        "currency",
        sure=(
            "Currency", "CurrencyIsoCode", "Opportunity Currency", "Amount Currency", "deal_currency_code",
            "Currency code",
            "Deal - Currency of Value", "Currency of Value", "Währung", "Devise", "Moneda", "Divisa", "Moeda", "Valuta",
            "Deal - Currency", "transactioncurrencyid", "Transaktionswährung", "Währungscode", "Currency ISO Code",
        ),
        content="currency",
    ),
    Field(
        "open_date",
        sure=(
            "Open Date", "Created Date", "Create Date", "CreatedDate", "createdate", "Created On", "createdon",
            "Deal - Deal created", "Deal created", "Opened", "Created", "Start date", "Opening date", "Created at",
            "Erstelldatum", "Erstellt am", "Angelegt am", "Eröffnungsdatum", "Date de création", "Créé le",
            "Date d'ouverture", "Fecha de creación", "Creado el", "Fecha de apertura", "Data de criação", "Criado em",
            "Data de abertura", "Data di creazione", "Data creazione", "Aanmaakdatum",
        ),
        content="date",
    ),
    Field(
        "close_date",
        sure=(
            "Close Date", "CloseDate", "Closed Date", "closedate", "Expected close date", "Est. Close Date",
            "Estimated Close Date", "estimatedclosedate", "Deal - Expected close date", "Actual Close Date",
            "Abschlussdatum", "Erwartetes Abschlussdatum", "Schlusstermin", "Schlussdatum", "Geschlossen am",
            "Date de clôture", "Date de fermeture", "Date de clôture prévue", "Fecha de cierre", "Cierre previsto",
            "Fecha de cierre prevista", "Data de fechamento", "Data de fecho", "Data de encerramento",
            "Data di chiusura", "Sluitingsdatum", "Deal - Deal closed on", "Closing date", "Expected close",
        ),
        likely=("Deal - Won time", "Deal - Lost time", "Won time", "End date"),
        content="date",
    ),
    Field(
        "is_closed",
        sure=(
            "Closed", "Is Closed", "IsClosed", "hs_is_closed", "Is deal closed?", "Geschlossen", "Abgeschlossen",
            "Fermée", "Clôturée", "Fermé", "Cerrada", "Cerrado", "Fechado", "Fechada", "Encerrado", "Chiusa", "Chiuso",
            "Gesloten",
        ),
        content="boolean",
    ),
    Field(
        "is_won",
        sure=(
            "Won", "Is Won", "IsWon", "hs_is_closed_won", "Is Closed Won", "Closed Won", "Gewonnen", "Gagnée", "Gagné",
            "Ganada", "Ganado", "Ganho", "Ganha", "Vinta", "Vinto",
        ),
        content="boolean",
    ),
    Field(
        "outcome",
        sure=(
            "Deal - Status", "Status", "Deal status", "State", "statecode", "Opportunity Status", "Statut", "Estado",
            "Situação", "Stato", "Outcome", "Result", "Ergebnis",
        ),
        content="outcome",
    ),
    Field(
        "product",
        sure=(
            "Product", "Product Name", "Products", "Produkt", "Produit", "Producto", "Produto", "Prodotto",
            "Deal - Product",
        ),
        likely=("Product family", "Product line", "Deal Type", "Type"),
        content="text",
    ),
    Field(
        "owner_name",
        sure=(
            "Opportunity Owner", "Deal owner", "Owner", "Deal - Owner", "Owner name", "ownerid", "owneridname",
            "Opportunity-Inhaber", "Inhaber", "Verantwortlicher", "Besitzer", "Propriétaire de l'opportunité",
            "Propriétaire", "Propriétaire de la transaction", "Propietario de oportunidad", "Propietario del negocio",
            "Propietario", "Proprietário da oportunidade", "Proprietário do negócio", "Proprietário",
            "Titolare opportunità", "Titolare", "Account Owner", "hubspot_owner_id",
        ),
        likely=("Sales rep", "Salesperson", "Rep", "AE", "Assigned to", "OwnerId"),
        content="person",
    ),
)  # fmt: skip
"""The fields of `OPPORTUNITIES`; `account_name` and `outcome` help to fill `account_id`, `is_closed` and `is_won`."""
