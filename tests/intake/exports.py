"""The headers of real exports with invented contents, and what each column must become."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Export:
    """An export: its name, and header → (field or None, three cells)."""

    name: str
    columns: dict[str, tuple[str | None, tuple[str, str, str]]]


_ID = ("001A", "001B", "001C")
_NAME = ("Acme GmbH", "Globex Inc.", "Initech Ltd")
_WEB = ("https://www.acme.example/en", "globex.example", "www.initech.example")
_COUNTRY = ("Germany", "USA", "United Kingdom")
_CITY = ("Köln", "Boston", "Leeds")
_REGION = ("NRW", "MA", "Yorkshire")
_ZIP = ("50667", "02108", "LS1 4AP")
_STREET = ("Domplatz 1", "12 Main St", "3 Park Row")
_PHONE = ("+49 221 123456", "(617) 555-0101", "0113 496 0000")
_TYPE = ("Customer - Direct", "Prospect", "Channel Partner / Reseller")
_EMPLOYEES = ("1,000", "51", "12000")
_MONEY = ("1.000.000,00", "2500000", "$3,000,000")
_PERSON = ("Kim Lee", "Sam Roe", "Alex Poe")
_DAY = ("2024-03-05", "2024-04-06", "2024-05-07")
_DUNS = ("123456789", "23-456-7890", "345678901")
_LEI = ("529900T8BM49AURSDO55",) * 3
_VAT = ("DE136695976", "ATU13585627", "FR83404833048")

EXPORTS: tuple[Export, ...] = (
    Export(
        "plain, as common as can be",
        {
            "id": ("account_id", _ID), "name": ("name", _NAME), "website": ("website", _WEB),
            "country": ("country", _COUNTRY), "city": ("city", _CITY), "postal": ("postal_code", _ZIP),
            "street": ("street", _STREET), "phone": ("phone", _PHONE), "region": ("region", _REGION),
            "industry": ("industry", ("Steel", "Food", "Steel")), "employees": ("employees", _EMPLOYEES),
            "registration": ("registration_number", ("HRB 1", "HRB 2", "01234567")), "duns": ("duns", _DUNS),
        },
    ),
    Export(
        "our own column names",
        {
            "account_id": ("account_id", _ID), "name": ("name", _NAME), "website": ("website", _WEB),
            "postal_code": ("postal_code", _ZIP), "lei": ("lei", _LEI), "vat_id": ("vat_id", _VAT),
            "registration_number": ("registration_number", ("HRB 1", "HRB 2", "3")),
            "parent_account_id": ("parent_account_id", ("", "001A", "")), "annual_revenue": ("annual_revenue", _MONEY),
            "owner_name": ("owner_name", _PERSON), "owner_email": ("owner_email", ("a@x.example",) * 3),
            "status": ("status", _TYPE), "products": ("products", ("Anvil", "Rocket", "")),
        },
    ),
    Export(
        "Salesforce report",
        {
            "Account ID": ("account_id", _ID), "Account Name": ("name", _NAME), "Billing Street": ("street", _STREET),
            "Billing City": ("city", _CITY), "Billing State/Province": ("region", _REGION),
            "Billing Zip/Postal Code": ("postal_code", _ZIP), "Billing Country": ("country", _COUNTRY),
            "Shipping Street": (None, _STREET), "Shipping City": (None, _CITY), "Phone": ("phone", _PHONE),
            "Fax": (None, _PHONE), "Website": ("website", _WEB), "Type": ("status", _TYPE),
            "Industry": ("industry", ("Steel", "Food", "Steel")), "Employees": ("employees", _EMPLOYEES),
            "Annual Revenue": ("annual_revenue", _MONEY), "Account Owner": ("owner_name", _PERSON),
            "Parent Account ID": ("parent_account_id", ("", "001A", "")), "D-U-N-S Number": ("duns", _DUNS),
            "Last Modified Date": (None, _DAY), "Last Activity": (None, _DAY),
        },
    ),
    Export(
        "Salesforce objects",
        {
            "Id": ("account_id", _ID), "IsDeleted": (None, ("false",) * 3), "Name": ("name", _NAME),
            "Type": ("status", _TYPE), "ParentId": ("parent_account_id", ("", "001A", "")),
            "BillingStreet": ("street", _STREET), "BillingCity": ("city", _CITY), "BillingState": ("region", _REGION),
            "BillingPostalCode": ("postal_code", _ZIP), "BillingCountry": ("country", _COUNTRY),
            "ShippingCountry": (None, _COUNTRY), "Phone": ("phone", _PHONE), "AccountNumber": (None, ("7", "8", "9")),
            "Website": ("website", _WEB), "NumberOfEmployees": ("employees", _EMPLOYEES),
            "AnnualRevenue": ("annual_revenue", _MONEY), "OwnerId": ("owner_name", ("005A", "005B", "005A")),
            "DunsNumber": ("duns", _DUNS), "VAT_ID__c": ("vat_id", _VAT), "CreatedDate": (None, _DAY),
        },
    ),
    Export(
        "HubSpot",
        {
            "Record ID": ("account_id", ("9001", "9002", "9003")), "Company name": ("name", _NAME),
            "Company Domain Name": ("website", ("acme.example", "globex.example", "initech.example")),
            "Website URL": (None, ("https://acme.example", "", "")), "Company owner": ("owner_name", _PERSON),
            "Lifecycle Stage": ("status", ("Customer", "Lead", "Opportunity")), "Lead Status": (None, ("New", "", "")),
            "Phone Number": ("phone", _PHONE), "Street Address": ("street", _STREET), "City": ("city", _CITY),
            "State/Region": ("region", _REGION), "Postal Code": ("postal_code", _ZIP),
            "Country/Region": ("country", _COUNTRY), "Industry": ("industry", ("Steel", "Food", "Steel")),
            "Number of Employees": ("employees", _EMPLOYEES), "Annual Revenue": ("annual_revenue", _MONEY),
            "Create Date": (None, _DAY), "Last Activity Date": (None, _DAY),
        },
    ),
    Export(
        "HubSpot objects",
        {
            "hs_object_id": ("account_id", ("9001", "9002", "9003")), "name": ("name", _NAME),
            "domain": ("website", _WEB), "city": ("city", _CITY), "state": ("region", _REGION),
            "zip": ("postal_code", _ZIP), "country": ("country", _COUNTRY), "address": ("street", _STREET),
            "phone": ("phone", _PHONE), "numberofemployees": ("employees", _EMPLOYEES),
            "annualrevenue": ("annual_revenue", _MONEY),
            "lifecyclestage": ("status", ("customer", "lead", "opportunity")),
            "hubspot_owner_id": ("owner_name", ("77", "78", "77")), "createdate": (None, _DAY),
        },
    ),
    Export(
        "Dynamics",
        {
            "(Do Not Modify) Account": ("account_id", _ID), "(Do Not Modify) Row Checksum": (None, ("a=", "b=", "c=")),
            "(Do Not Modify) Modified On": (None, _DAY), "Account Name": ("name", _NAME),
            "Main Phone": ("phone", _PHONE), "Address 1: Street 1": ("street", _STREET),
            "Address 1: City": ("city", _CITY), "Address 1: State/Province": ("region", _REGION),
            "Address 1: ZIP/Postal Code": ("postal_code", _ZIP), "Address 1: Country/Region": ("country", _COUNTRY),
            "Primary Contact": (None, _PERSON), "Email (Primary Contact)": (None, ("a@x.example",) * 3),
            "Website": ("website", _WEB), "Relationship Type": ("status", ("Customer", "Prospect", "Vendor")),
            "Owner": ("owner_name", _PERSON), "Number of Employees": ("employees", _EMPLOYEES),
        },
    ),
    Export(
        "Dynamics objects",
        {
            "accountid": ("account_id", _ID), "name": ("name", _NAME), "websiteurl": ("website", _WEB),
            "address1_line1": ("street", _STREET), "address1_city": ("city", _CITY),
            "address1_stateorprovince": ("region", _REGION), "address1_postalcode": ("postal_code", _ZIP),
            "address1_country": ("country", _COUNTRY), "telephone1": ("phone", _PHONE),
            "customertypecode": ("status", ("Customer", "Prospect", "Vendor")), "revenue": ("annual_revenue", _MONEY),
            "numberofemployees": ("employees", _EMPLOYEES),
            "_parentaccountid_value": ("parent_account_id", ("", "001A", "")),
            "ownerid": ("owner_name", ("u1", "u2", "u1")),
        },
    ),
    Export(
        "Pipedrive",
        {
            "Organization - Name": ("name", _NAME), "Organization - ID": ("account_id", ("1", "2", "3")),
            "Organization - Label": ("status", ("Customer", "Hot lead", "Cold lead")),
            "Organization - Owner": ("owner_name", _PERSON), "Organization - Address": ("street", _STREET),
            "Organization - City/town/village/locality of Address": ("city", _CITY),
            "Organization - State/county of Address": ("region", _REGION),
            "Organization - Country of Address": ("country", _COUNTRY),
            "Organization - ZIP/Postal code of Address": ("postal_code", _ZIP),
            "Organization - Website": ("website", _WEB), "Organization - Open deals": (None, ("1", "0", "2")),
        },
    ),
    Export(
        "German sheet",
        {
            "Kundennummer": ("account_id", _ID), "Firmenname": ("name", _NAME), "Straße": ("street", _STREET),
            "PLZ": ("postal_code", _ZIP), "Ort": ("city", _CITY), "Bundesland": ("region", _REGION),
            "Land": ("country", ("Deutschland", "Österreich", "Schweiz")), "Telefon": ("phone", _PHONE),
            "Webseite": ("website", _WEB), "USt-IdNr.": ("vat_id", _VAT),
            "Handelsregisternummer": ("registration_number", ("HRB 1", "HRB 2", "HRB 3")),
            "Branche": ("industry", ("Stahl", "Bau", "Stahl")), "Mitarbeiterzahl": ("employees", _EMPLOYEES),
            "Jahresumsatz": ("annual_revenue", _MONEY), "Kundenbetreuer": ("owner_name", _PERSON),
            "Kundenstatus": ("status", ("Bestandskunde", "Interessent", "ehemaliger Kunde")),
            "Bemerkung": (None, _NAME),
        },
    ),
    Export(
        "French sheet",
        {
            "N° client": ("account_id", _ID), "Raison sociale": ("name", _NAME), "Adresse": ("street", _STREET),
            "Code postal": ("postal_code", _ZIP), "Ville": ("city", _CITY),
            "Pays": ("country", ("France", "Belgique", "Suisse")),
            "Téléphone": ("phone", _PHONE), "Site web": ("website", _WEB), "N° TVA": ("vat_id", _VAT),
            "SIREN": ("registration_number", ("404833048",) * 3), "Effectif": ("employees", _EMPLOYEES),
            "Chiffre d'affaires": ("annual_revenue", _MONEY),
            "Secteur d'activité": ("industry", ("Acier", "BTP", "BTP")),
            "Statut": ("status", ("Client", "Prospect", "Ancien client")),
            "Propriétaire du compte": ("owner_name", _PERSON),
        },
    ),
    Export(
        "Spanish sheet",
        {
            "Número de cliente": ("account_id", _ID), "Razón social": ("name", _NAME), "Dirección": ("street", _STREET),
            "Código postal": ("postal_code", _ZIP), "Ciudad": ("city", _CITY), "Provincia": ("region", _REGION),
            "País": ("country", ("España", "México", "Chile")), "Teléfono": ("phone", _PHONE),
            "Página web": ("website", _WEB),
            "NIF": ("vat_id", _VAT), "Número de empleados": ("employees", _EMPLOYEES),
            "Facturación anual": ("annual_revenue", _MONEY),
            "Tipo de cuenta": ("status", ("Cliente", "Prospecto", "Otro")),
            "Propietario de la cuenta": ("owner_name", _PERSON),
        },
    ),
    Export(
        "Portuguese sheet",
        {
            "Código do cliente": ("account_id", _ID), "Razão social": ("name", _NAME), "Endereço": ("street", _STREET),
            "CEP": ("postal_code", ("01310-100", "20040-020", "30130-010")), "Cidade": ("city", _CITY),
            "UF": ("region", ("SP", "RJ", "MG")), "País": ("country", ("Brasil", "Portugal", "Angola")),
            "Telefone": ("phone", _PHONE), "Site da empresa": ("website", _WEB),
            "CNPJ": ("registration_number", ("11.222.333/0001-81",) * 3),
            "Número de funcionários": ("employees", _EMPLOYEES),
            "Receita anual": ("annual_revenue", _MONEY), "Situação": ("status", ("Cliente", "Prospecto", "Ex-cliente")),
            "Proprietário da conta": ("owner_name", _PERSON),
        },
    ),
    Export(
        "Italian sheet",
        {
            "Codice cliente": ("account_id", _ID), "Ragione sociale": ("name", _NAME), "Indirizzo": ("street", _STREET),
            "CAP": ("postal_code", _ZIP), "Città": ("city", _CITY),
            "Paese": ("country", ("Italia", "Francia", "Germania")),
            "Telefono": ("phone", _PHONE), "Sito web": ("website", _WEB), "Partita IVA": ("vat_id", _VAT),
            "Stato cliente": ("status", ("Cliente", "Potenziale", "Ex cliente")),
        },
    ),
    Export(
        "no headers, only contents",
        {
            "": ("account_id", ("A-17", "A-18", "A-19")), " ": ("name", _NAME), "  ": ("website", _WEB),
            "   ": ("country", _COUNTRY), "    ": ("phone", _PHONE),
        },
    ),
    Export(
        "headers that lie",
        {
            "Name": ("name", _NAME), "Website": (None, ("yes", "no", "yes")), "Online": ("website", _WEB),
            "Phone": (None, ("Kim", "Sam", "Alex")), "Employees": (None, ("many", "few", "some")),
        },
    ),
    Export(
        "words around a usual header",
        {
            "Offizieller Firmenname": ("name", _NAME), "Company website (main)": ("website", _WEB),
            "Parent account name": (None, _NAME), "Contact phone": (None, _PHONE),
            "Company phone HQ": ("phone", _PHONE),
            "Account owner phone": (None, _PHONE),
        },
    ),
)  # fmt: skip
"""Exports as they come, and sheets made by hand."""
